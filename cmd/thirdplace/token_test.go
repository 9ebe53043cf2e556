package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
)

// guest is somebody who asks a demonstration.
type guest struct {
	t     *testing.T
	url   string
	token string
}

func (w *world) guest(s *server, flags ...string) guest {
	w.t.Helper()
	got := w.run(append([]string{"token", "--data", w.dir}, flags...)...)
	w.want(got, exitOK, ".")
	return guest{w.t, s.url + "/graphql", strings.TrimSpace(got.out)}
}

// says asks something and wants a pattern in the answer; it returns the first group.
func (g guest) says(query, want string) string {
	g.t.Helper()
	body, err := json.Marshal(map[string]string{"query": query})
	if err != nil {
		g.t.Fatal(err)
	}
	_, answer := ask(g.t, g.url, g.token, "en", string(body))
	found := regexp.MustCompile(want).FindStringSubmatch(answer)
	if found == nil {
		g.t.Fatalf("%s: got %s, want %s", query, answer, want)
	}
	return found[len(found)-1]
}

const askMe = "{ me { name } }"

func TestKeyRotatesWhileServing(t *testing.T) {
	w := newWorld(t)
	s := w.serve("--demo", "--data", w.dir)
	carmen := []string{"--source", "demo", "--person", "p-carmen-uribe"}
	before := w.guest(s, carmen...)
	w.want(w.run("token", "--data", w.dir, "--rotate"), exitOK, "")
	after, unused := w.guest(s, carmen...), w.guest(s, carmen...)
	before.says(askMe, "Carmen")
	after.says(askMe, "Carmen")
	unused.token = w.guest(s, append(carmen, "--ttl", "2h")...).token
	w.want(w.run("token", "--data", w.dir, "--rotate", "--forget"), exitOK, "")
	if status, body := ask(t, unused.url, unused.token, "en", `{"query":"`+askMe+`"}`); status != http.StatusUnauthorized {
		t.Errorf("signed by a key that was forgotten: %d %s", status, body)
	}
	w.guest(s, carmen...).says(askMe, "Carmen")
}

func TestServiceAccountOfTheCommandSignsIn(t *testing.T) {
	w := newWorld(t)
	s := w.serve("--demo", "--data", w.dir)
	steward := w.guest(s, "--source", "demo", "--person", "p-carmen-uribe")
	id := steward.says(`mutation { createServiceAccount(input: {name: "Nightly", scopes: [READ]}) { serviceAccount { id scopes revokedAt } } }`, `"id":"(service\.[^"]+)"`)
	program := w.guest(s, "--service-account", id)
	program.says("{ me { name } needs(first: 1) { edges { node { title } } } }", `"me":null.*"title":"`)
	program.says("{ people { edges { node { name } } } }", "FORBIDDEN")
	steward.says(fmt.Sprintf(`mutation { revokeServiceAccount(input: {id: %q}) { serviceAccount { revokedAt } } }`, id), `"revokedAt":"2`)
	program.says("{ needs(first: 1) { edges { node { title } } } }", "UNAUTHENTICATED")
	steward.says("{ auditLog(first: 1) { edges { node { action actor requestId } } } }", `"revoke service account","actor":"person\.[^"]+","requestId":"[^"]+"`)
}

func TestPeopleTakeTheirDataAndGo(t *testing.T) {
	w := newWorld(t)
	s := w.serve("--demo", "--data", w.dir)
	hank := w.guest(s, "--source", "demo", "--person", "p-hank-dorsey")
	steward := w.guest(s, "--source", "demo", "--person", "p-carmen-uribe")
	person, offer := demoID(eic.PersonType, "p-hank-dorsey"), demoID(eic.FundOfKnowledgeType, "o-bees-hank")
	steward.says(fmt.Sprintf(`mutation { invitePerson(input: {person: %q}) { code invitation { person { name } expiresAt } } }`, person), `"code":"[^"]{40,}".*Hank`)
	hank.says("{ exportMyData { mediaType content } }", `x-ndjson.*Hank.*FundOfKnowledge`)
	hank.says(`mutation { deleteMe(input: {confirm: "no"}) { deletedAt } }`, "INVALID.*DELETE")
	hank.says(`mutation { deleteMe(input: {confirm: "DELETE"}) { deletedAt } }`, `"deletedAt":"2`)
	hank.says(askMe, "UNAUTHENTICATED")
	steward.says(fmt.Sprintf("{ node(id: %q) { ... on Person { name email } } offer(id: %q) { title status offeredBy { name } } }", person, offer),
		`Somebody who has left.*"email":null.*"CLOSED".*Somebody who has left`)
	export := w.run("export", "--data", w.dir)
	w.want(export, exitOK, `"erased":`)
	if strings.Contains(export.out, "Hank") {
		t.Error("the export still has the name")
	}
}
