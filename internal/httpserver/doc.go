// Package httpserver owns the edge: listeners with time limits, the handful of
// addresses under which the program is found, and what happens to every request
// before and after its handler.
//
//	/          a page that says what this is and how to ask a first question
//	/graphql   the API
//	/healthz   200 while the process runs
//	/readyz    200 while it can answer, 503 while it cannot or is stopping
//	/metrics   on a listener of its own, when one was asked for
//
// A request is refused before the API sees it when it comes from a page of an
// origin that is not listed (403), carries a token that is not good (401) or a
// bookmark that was not made here (400; see bookmark.go). One without a token goes
// on as nobody's. Logs name the route, never an address, a
// person or what was asked.
//
// What the package does not know it is given: who may sign in (package auth
// through Options.Verify), how errors read (Options.Say), what the API is
// (Options.API). Start at Open.
package httpserver
