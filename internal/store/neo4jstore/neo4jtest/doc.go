// Package neo4jtest starts a real Neo4j for tests: a process of its own on free
// ports, with a home directory of its own, that a test may kill, pause and
// start again. Nothing of the server is linked or kept in the repository: its
// jars are fetched once into the user's cache, keyed by version.
//
// A test package starts one server and shares it:
//
//	var servers neo4jtest.Shared
//
//	func TestMain(m *testing.M) { os.Exit(servers.Run(m)) }
//
//	func TestSomething(t *testing.T) { server := servers.Server(t) ... }
//
// NEO4J_TEST_URI (with NEO4J_TEST_USERNAME and NEO4J_TEST_PASSWORD) names a server
// that runs already; its database is emptied again and again. Else one is started
// when a JDK and Maven are there. Else the test is skipped, or fails if CI is
// "true" in the environment. LINE=calendar chooses the newest line of releases
// instead of the one that is supported longest.
//
// StartAt starts one for developing, at a place that is kept; the program in
// neo4jserve does so for "make neo4j".
package neo4jtest
