package main

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
)

// These tests send the operations that outside programs send, word for word, to
// the program as it runs.

// These tests send the operations that outside programs send, word for word, to
// the program as it runs.

// tucson is a cluster in the form that the contract's examples have.
const tucson = `{"type":"Cluster","externalId":"tucson","name":"Tucson","place":{"postalCode":"85701","lat":32.217,"lng":-110.971},"timeZone":"America/Phoenix","review":false}
{"type":"Organization","externalId":"s1","cluster":"tucson","kind":"SCHOOL","name":"Borton Magnet","place":{"postalCode":"85713"}}
{"type":"Organization","externalId":"c1","cluster":"tucson","kind":"COMPANY","name":"Tilework"}
{"type":"Person","externalId":"p1","cluster":"tucson","name":"A. Teacher","roles":["EDUCATOR"],"email":"a@example.org","affiliations":[{"organization":"s1","title":"Grade 4"}]}
{"type":"Person","externalId":"p2","cluster":"tucson","name":"B. Keeper","roles":["COMMUNITY_PARTNER"],"language":"es"}
{"type":"Person","externalId":"p3","cluster":"tucson","name":"C. Maker","roles":["ENTREPRENEUR"],"affiliations":[{"organization":"c1"}]}
{"type":"FundOfKnowledge","externalId":"o1","cluster":"tucson","offeredBy":"p2","title":"Beekeeping in the desert","description":"I have kept bees for years and bring a hive behind glass.","category":"AGRICULTURE","modes":["GUEST_SPEAKER","DEMONSTRATION"],"settings":["IN_PERSON","VIRTUAL"],"travelKm":40,"capacity":{"count":3,"per":"MONTH"}}
{"type":"FundOfKnowledge","externalId":"o5","cluster":"tucson","offeredBy":"p2","title":"Carpintería","description":"Medimos y cortamos una caja pequeña.","grades":["3-8"],"language":"es"}
{"type":"FundOfKnowledge","externalId":"o6","cluster":"tucson","offeredBy":"p2","title":"Bees for big children","description":"Bees and honey.","grades":["9-12"]}
{"type":"Product","externalId":"x1","cluster":"tucson","company":"c1","name":"Fraction walls","description":"Fractions as walls of tiles","evidence":[{"tier":"PROMISING","origin":"SELF_REPORTED"}],"devices":["CHROMEBOOK"]}
{"type":"PilotOffer","externalId":"o2","cluster":"tucson","offeredBy":"p3","product":"x1","title":"Four classrooms wanted","description":"Bees as fractions of a hive.","grades":["G03","G04","G05"],"seats":4}
`

func TestContract(t *testing.T) {
	for name, in := range map[string]func(*testing.T) *world{"a file": newWorld, "Neo4j": onNeo4j} {
		t.Run(name, func(t *testing.T) { keepsContract(t, in(t)) })
	}
}

func keepsContract(t *testing.T, w *world) {
	as := contract(t, w)
	teacher, keeper, maker := as("p1"), as("p2"), as("p3")

	var post posted
	teacher.send("PostNeed", teacher.variables("PostNeed", nil), &post)
	need := post.PostNeed.Need
	if need.Status != "OPEN" || need.Version != 1 {
		t.Errorf("posted: %+v", need)
	}
	checkList(t, need.Matches, "GRADES", "Beekeeping in the desert")

	var again posted
	teacher.send("PostNeed", teacher.variables("PostNeed", nil), &again)
	if again.PostNeed.Need.ID != need.ID {
		t.Error("the repeated key made another need")
	}

	var me struct {
		Me struct {
			Name     string
			Roles    []string
			Clusters []struct{ ID, Name string }
		}
	}
	teacher.send("Me", nil, &me)
	if me.Me.Name != "A. Teacher" || !slices.Equal(me.Me.Roles, []string{"EDUCATOR"}) || len(me.Me.Clusters) != 1 {
		t.Errorf("me: %+v", me)
	}

	var preview struct{ PreviewMatches matchList }
	teacher.send("PreviewMatches", teacher.variables("PreviewMatches", nil), &preview)
	checkList(t, preview.PreviewMatches, "", "Carpintería")

	checkPages(t, teacher, need.ID)
	checkPartner(t, keeper, need.ID)
	checkExplained(t, teacher, need.ID, need.Matches)

	var fund struct {
		PublishFundOfKnowledge struct{ Offer struct{ ID, Title string } }
	}
	keeper.send("PublishFundOfKnowledge", keeper.variables("PublishFundOfKnowledge", nil), &fund)
	var pilot struct {
		PublishPilotOffer struct{ Offer struct{ ID, Title string } }
	}
	maker.send("PublishPilotOffer", maker.variables("PublishPilotOffer", nil), &pilot)
	if answer, raw := keeper.try("PublishPilotOffer", keeper.variables("PublishPilotOffer", nil)); code(answer) != "FORBIDDEN" {
		t.Errorf("a pilot of somebody else's product: %s", raw)
	}

	// The new offer, in Spanish, is found through its topics.
	var list struct {
		Need struct{ Matches matchList }
	}
	teacher.send("NeedMatches", teacher.variables("NeedMatches", map[string]any{"id": need.ID}), &list)
	if !slices.ContainsFunc(list.Need.Matches.Edges, func(e struct {
		Cursor string
		Node   matchParts
	}) bool {
		return e.Node.Offer.ID == fund.PublishFundOfKnowledge.Offer.ID
	}) {
		t.Errorf("bees do not find abejas: %+v", list)
	}

	var found struct {
		ByExternalID []*struct{ ID, ExternalID string } `json:"byExternalId"`
	}
	teacher.send("ByExternalId", teacher.variables("ByExternalId", map[string]any{"ids": []string{"o1", "nothing", "o2"}}), &found)
	if len(found.ByExternalID) != 3 || found.ByExternalID[0].ID != tucsonID(eic.FundOfKnowledgeType, "o1") || found.ByExternalID[1] != nil || found.ByExternalID[2].ExternalID != "o2" {
		t.Errorf("by external id: %+v", found)
	}

	var withdrawn struct {
		WithdrawNeed struct {
			Need struct {
				Status  string
				Version int
			}
		}
	}
	for range 2 { // the second reaches a state that is reached
		teacher.send("WithdrawNeed", teacher.variables("WithdrawNeed", map[string]any{"input": map[string]any{"id": need.ID, "version": 1}}), &withdrawn)
		if n := withdrawn.WithdrawNeed.Need; n.Status != "WITHDRAWN" || n.Version != 2 {
			t.Errorf("withdrawn: %+v", n)
		}
	}
}

// checkList proves what holds for every list of matches.
func checkList(t *testing.T, list matchList, gate, first string) {
	t.Helper()
	excluded := 0
	for _, e := range list.Excluded {
		excluded += e.Count
		if e.Gate != gate {
			t.Errorf("excluded at %s, want %s", e.Gate, gate)
		}
	}
	if list.Considered != len(list.Edges)+excluded || (excluded > 0) != (gate != "") {
		t.Errorf("considered %d, listed %d, excluded %d", list.Considered, len(list.Edges), excluded)
	}
	if len(list.Edges) == 0 || list.Edges[0].Node.Offer.Title != first {
		t.Fatalf("%q is not first: %+v", first, list.Edges)
	}
	for _, e := range list.Edges {
		sum := 0.0
		for _, r := range e.Node.Reasons {
			sum += r.Contribution
			if r.Summary == "" {
				t.Errorf("%s: %s has no sentence", e.Node.Offer.Title, r.Factor)
			}
		}
		if math.Abs(sum-e.Node.Score) > 1e-9 {
			t.Errorf("%s: reasons sum to %v, the score is %v", e.Node.Offer.Title, sum, e.Node.Score)
		}
		if len(e.Node.Blockers) > 0 {
			t.Errorf("%s is listed and blocked: %+v", e.Node.Offer.Title, e.Node.Blockers)
		}
	}
}

// checkPages reads a list page by page and at once.
func checkPages(t *testing.T, c *client, need string) {
	t.Helper()
	read := func(first int) (ids []string) {
		var after any
		for {
			var page struct {
				Need struct{ Matches matchList }
			}
			c.send("NeedMatches", c.variables("NeedMatches", map[string]any{"id": need, "first": first, "after": after}), &page)
			for _, e := range page.Need.Matches.Edges {
				ids = append(ids, e.Node.Offer.ID)
			}
			if !page.Need.Matches.PageInfo.HasNextPage {
				return ids
			}
			after = *page.Need.Matches.PageInfo.EndCursor
		}
	}
	if whole, pages := read(100), read(1); !slices.Equal(whole, pages) || len(whole) < 2 {
		t.Errorf("at once %v, page by page %v", whole, pages)
	}
	answer, raw := c.try("NeedMatches", c.variables("NeedMatches", map[string]any{"id": need, "after": "bm9uc2Vuc2U"}))
	if code(answer) != "INVALID" || !strings.Contains(strings.ToLower(raw), "start again") {
		t.Errorf("a forged cursor: %s", raw)
	}
}

// checkPartner asks from the other side.
func checkPartner(t *testing.T, c *client, need string) {
	t.Helper()
	var list struct {
		Offer struct {
			Typename string `json:"__typename"`
			Matches  struct {
				Edges []struct {
					Node struct {
						Score   float64
						Need    struct{ ID string }
						Reasons []struct{ Summary string }
					}
				}
			}
		}
	}
	c.send("OfferMatches", c.variables("OfferMatches", map[string]any{"id": tucsonID(eic.FundOfKnowledgeType, "o1")}), &list)
	if len(list.Offer.Matches.Edges) != 1 || list.Offer.Matches.Edges[0].Node.Need.ID != need || list.Offer.Typename != "FundOfKnowledge" {
		t.Errorf("the partner's list: %+v", list)
	}
	if answer, raw := c.try("NeedMatches", c.variables("NeedMatches", map[string]any{"id": need})); code(answer) != "FORBIDDEN" {
		t.Errorf("a partner reads a need's matches: %s", raw)
	}
}

// checkExplained asks why one is listed and another is not.
func checkExplained(t *testing.T, c *client, need string, list matchList) {
	t.Helper()
	var why struct {
		ExplainMatch struct {
			Listed   bool
			Score    float64
			Blockers []struct{ Gate, Summary string }
		}
	}
	c.send("ExplainMatch", map[string]any{"need": need, "offer": list.Edges[0].Node.Offer.ID}, &why)
	if !why.ExplainMatch.Listed || why.ExplainMatch.Score != list.Edges[0].Node.Score {
		t.Errorf("explained %+v, listed %v", why, list.Edges[0].Node.Score)
	}
	c.send("ExplainMatch", map[string]any{"need": need, "offer": tucsonID(eic.FundOfKnowledgeType, "o6")}, &why)
	if why.ExplainMatch.Listed || len(why.ExplainMatch.Blockers) != 1 || why.ExplainMatch.Blockers[0].Gate != "GRADES" || !strings.Contains(why.ExplainMatch.Blockers[0].Summary, "9 to 12") {
		t.Errorf("why not: %+v", why)
	}
}
