package sqlitestore

import (
	"fmt"
	"strings"
	"testing"

	"github.com/edclusters/thirdplace/internal/store"
)

// TestPlans reads SQLite's plan of each hot statement: it goes through the index
// it was written for, and walks no table from end to end. "><" in the plan of a
// full-text index says that the range of row numbers is a constraint of the
// index itself, so that a cluster costs what its own documents cost.
func TestPlans(t *testing.T) {
	type hot struct{ name, statement, wants string }
	plans := []hot{
		{"hydrate needs", hydrateNeeds, "SEARCH need USING INDEX sqlite_autoindex_need_1"},
		{"hydrate offers", hydrateOffers, "SEARCH o USING INDEX sqlite_autoindex_offer_1"},
		{"needs, newest", needsNewest, "SEARCH n USING INDEX need_newest (cluster=? AND (created,id)<(?,?))"},
		{"needs, open", needsOpen, "SEARCH n USING INDEX need_open (cluster=? AND (created,id)<(?,?))"},
		{"needs by", needsBy, "SEARCH n USING INDEX need_posted_by (posted_by=? AND (created,id)<(?,?))"},
		{"needs for", needsFor, "SEARCH n USING INDEX need_on_behalf_of (on_behalf_of=? AND (created,id)<(?,?))"},
		{"needs saying much", needsSaying, "SEARCH n USING INDEX need_open"},
		{"needs saying little", needsSayingFew, "SEARCH n USING INTEGER PRIMARY KEY"},
		{"needs near", needsNearFew, "SEARCH n USING INTEGER PRIMARY KEY"},
		{"offers, newest", offersNewest, "SEARCH o USING INDEX offer_newest (cluster=? AND (created,id)<(?,?))"},
		{"offers, visible", offersVisible, "SEARCH o USING INDEX offer_visible (cluster=? AND (created,id)<(?,?))"},
		{"offers by a person", offersByPerson, "SEARCH o USING INDEX offer_person (offered_person=? AND (created,id)<(?,?))"},
		{"offers by an organization", offersByOrganization, "SEARCH o USING INDEX offer_organization"},
		{"offers of a product", offersOfProduct, "SEARCH o USING INDEX offer_product"},
		{"offers saying much", offersSaying, "SEARCH o USING INDEX offer_visible"},
		{"offers saying little", offersSayingFew, "SEARCH o USING INTEGER PRIMARY KEY"},
		{"offers near", offersNearFew, "SEARCH o USING INTEGER PRIMARY KEY"},
		{"organizations", organizationsByName, "SEARCH o USING INDEX organization_name (cluster=? AND (fold,id)>(?,?))"},
		{"organizations, part of", organizationsPartOf, "SEARCH o USING INDEX organization_part_of"},
		{"organizations saying little", organizationsSayingFew, "SEARCH o USING INTEGER PRIMARY KEY"},
		{"organizations near", organizationsNearFew, "SEARCH o USING INTEGER PRIMARY KEY"},
		{"people", peopleByName, "SEARCH m USING PRIMARY KEY (cluster=? AND (fold,person)>(?,?))"},
		{"people, affiliated", peopleAffiliated, "SEARCH m USING INDEX membership_person"},
		{"people saying little", peopleSayingFew, "SEARCH m USING INDEX membership_person"},
		{"products", productsByName, "SEARCH p USING INDEX product_name (cluster=? AND (fold,id)>(?,?))"},
		{"products of a company", productsOf, "SEARCH p USING INDEX product_company"},
		{"products saying little", productsSayingFew, "SEARCH p USING INTEGER PRIMARY KEY"},
		{"person with", personWith, "SEARCH i USING PRIMARY KEY (issuer=? AND subject=?)"},
		{"pilots of", pilotsOf, "SEARCH offer USING COVERING INDEX offer_product"},
		{"unlocated", unlocatedAfter, "SEARCH offer USING INDEX offer_unlocated"},
		{"shelved needs", shelvedNeeds, "SEARCH shelved USING INTEGER PRIMARY KEY"},
		{"shelved offers", shelvedOffers, "SEARCH shelved USING INTEGER PRIMARY KEY"},
		{"need documents", needDocuments, "SEARCH need USING INDEX sqlite_autoindex_need_1"},
		{"offer documents", offerDocuments, "SEARCH offer USING INDEX sqlite_autoindex_offer_1"},
		{"events", eventsAfter, "SEARCH event USING PRIMARY KEY (cluster=? AND number>?)"},
		{"changed", countChanged, "SEARCH event USING COVERING INDEX event_side (cluster=? AND side=? AND number>?)"},
		{"last event", lastEvent, "SEARCH event USING PRIMARY KEY (cluster=?)"},
		{"views", readShown, "SEARCH v USING INTEGER PRIMARY KEY"},
		{"places", scanPostal, "SEARCH postal USING PRIMARY KEY ((country,code)>(?,?))"},
		{"forget answers", dropAnswers, "SEARCH answer USING INDEX answer_at"},
		{"forget events", dropEvents, "SEARCH event USING INDEX event_at"},
		{"forget entries", dropEntries, "SEARCH audit USING INDEX audit_at"},
		{"forget credentials", dropCredentials, "SEARCH credential USING INDEX credential_over"},
		{"credential", readCredential, "SEARCH credential USING PRIMARY KEY (id=?)"},
		{"credentials", credentialsFrom, "SEARCH credential USING PRIMARY KEY (id>? AND id<?)"},
		{"audit", entriesBefore, "SEARCH audit USING PRIMARY KEY (cluster=? AND id<?)"},
		{"audit of a person", entriesOf, "SEARCH audit USING INDEX audit_record (cluster=? AND record=? AND id<?)"},
		{"audit by a person", entriesOf, "SEARCH audit USING INDEX audit_by (cluster=? AND by=? AND id<?)"},
		{"recalled", recalled, "SEARCH s USING INTEGER PRIMARY KEY"},
		{"newest shelved", newestShelved, "SEARCH shelved USING INTEGER PRIMARY KEY"},
		{"save vector", saveVector[offerTable], "SEARCH offer USING"},
		{"vectors of needs", readVectors[needTable], "SEARCH v USING INTEGER PRIMARY KEY"},
		{"vectors of offers", readVectors[offerTable], "SEARCH v USING INTEGER PRIMARY KEY"},
		{"digests of offers", readDigests[offerTable], "SEARCH v USING INTEGER PRIMARY KEY"},
		{"shelved vectors", shelvedVectors, "SEARCH v USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"},
		{"newest number", newestNumber, "SEARCH offer USING INTEGER PRIMARY KEY"},
	}
	for shelf := store.NeedShelf; int(shelf) < shelfCount; shelf++ {
		plans = append(plans,
			hot{fmt.Sprint("search ", shelf), postingsOf[shelf], "VIRTUAL TABLE INDEX 64:M3><"},
			hot{fmt.Sprint("any on ", shelf), anyOn[shelf], "USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"})
	}
	for tab := clusterTable; tab < tableCount; tab++ {
		plans = append(plans, hot{fmt.Sprint("fetch ", tab), fetchFrom[tab], "(id=?)"}, hot{fmt.Sprint("scan ", tab), scanFrom[tab], "(id>? AND id<?)"})
	}
	s := openEmpty(t)
	for _, p := range plans {
		t.Run(p.name, func(t *testing.T) {
			plan := planOf(t, s, p.statement)
			if !strings.Contains(plan, p.wants) {
				t.Errorf("want %q in the plan\n%s", p.wants, plan)
			}
			for line := range strings.Lines(plan) {
				if table, ok := strings.CutPrefix(line, "SCAN "); ok && !harmless(table) {
					t.Errorf("the plan walks a whole table: %s%s", line, plan)
				}
			}
		})
	}
}

// harmless reports whether what is scanned is not a table of ours: a virtual
// table by its index, a list of values, or the few rows of a query within.
func harmless(table string) bool {
	return strings.Contains(table, "VIRTUAL TABLE INDEX") || table == "f\n" ||
		strings.HasPrefix(table, "(subquery") || strings.HasPrefix(table, "CONSTANT ROW")
}

func planOf(t *testing.T, s *Store, statement string) string {
	t.Helper()
	var plan strings.Builder
	err := s.read(t.Context(), "test", func(c *conn) error {
		return c.query(t.Context(), func(r row) error {
			plan.WriteString(r.text(3) + "\n")
			return nil
		}, "EXPLAIN QUERY PLAN "+statement, make([]any, 32)...)
	})
	if err != nil {
		t.Fatal(err)
	}
	return plan.String()
}
