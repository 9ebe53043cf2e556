package app

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// open are operations that no rule is asked about, and why.
var open = map[string]string{
	"acceptInvitation": "who asks is nobody yet: the code is the proof",
}

// plain are the fields that whoever reads the object may read. A field that is neither
// here nor in a row of the table fails the test: somebody has to decide.
var plain = map[string]string{
	"TopicConnection":        "edges pageInfo",
	"TopicEdge":              "cursor node",
	"Cluster":                "id externalId externalSource version createdAt updatedAt name place timeZone review shares languages",
	"Organization":           "id externalId externalSource version createdAt updatedAt cluster kind name partOf place grades url viewerCan",
	"Person":                 "id externalId externalSource version createdAt updatedAt cluster name roles memberships clusters language affiliations viewerCan",
	"Membership":             "cluster roles",
	"Invitation":             "id person expiresAt",
	"ServiceAccount":         "id name scopes createdAt revokedAt",
	"AuditEntry":             "id at actor action record requestId",
	"AuditConnection":        "edges pageInfo",
	"AuditEdge":              "cursor node",
	"MyData":                 "mediaType content",
	"Affiliation":            "organization title from to",
	"Topic":                  "id externalId externalSource version createdAt updatedAt label lang altLabels description kind grades broader related bridges cluster extends retired additions viewerCan",
	"TopicLabel":             "text lang",
	"TopicSuggestion":        "topic confidence named words nextTo relation",
	"TextSpan":               "text start end",
	"TopicLink":              "topic confidence chosen words",
	"TopicWords":             "part text start end",
	"Bridge":                 "to weight author why",
	"Need":                   "id externalId externalSource version createdAt updatedAt cluster onBehalfOf title description topics grades modes settings kinds place window groupSize language languages devices matters status returned viewerCan",
	"FundOfKnowledge":        "id externalId externalSource version createdAt updatedAt cluster kind offeredBy title description topics grades modes settings place travelKm availability leadDays groupSize capacity wishes language languages status viewerCan category",
	"PilotOffer":             "id externalId externalSource version createdAt updatedAt cluster kind offeredBy title description topics grades modes settings place travelKm availability leadDays groupSize capacity wishes language languages status viewerCan product seats window weeks devices",
	"Grant":                  "id externalId externalSource version createdAt updatedAt cluster kind offeredBy title description topics grades modes settings place travelKm availability leadDays groupSize capacity wishes language languages status viewerCan amount window",
	"Study":                  "id externalId externalSource version createdAt updatedAt cluster kind offeredBy title description topics grades modes settings place travelKm availability leadDays groupSize capacity wishes language languages status viewerCan question method window",
	"Product":                "id externalId externalSource version createdAt updatedAt cluster company name description url topics grades devices languages evidence viewerCan",
	"Evidence":               "tier origin study population grades",
	"Place":                  "postalCode country lat lng",
	"Window":                 "start end",
	"Availability":           "start end weekdays",
	"GroupSize":              "min max",
	"Capacity":               "count per",
	"Amount":                 "min max currency",
	"Wishes":                 "grades topics modes settings text",
	"MatchConnection":        "edges pageInfo considered excluded missing",
	"MatchEdge":              "cursor node",
	"Match":                  "need offer score fit reasons blockers unknowns",
	"MatchExplanation":       "listed need offer score fit blockers reasons unknowns",
	"Reason":                 "factor weight value contribution summary path",
	"PathStep":               "from relation to",
	"Blocker":                "gate summary",
	"Exclusion":              "gate count",
	"PageInfo":               "hasNextPage hasPreviousPage startCursor endCursor",
	"NeedConnection":         "edges pageInfo",
	"NeedEdge":               "cursor node",
	"OfferConnection":        "edges pageInfo",
	"OfferEdge":              "cursor node",
	"OrganizationConnection": "edges pageInfo",
	"OrganizationEdge":       "cursor node",
	"PersonConnection":       "edges pageInfo",
	"PersonEdge":             "cursor node",
	"ProductConnection":      "edges pageInfo",
	"ProductEdge":            "cursor node",
}

var (
	typeHead  = regexp.MustCompile(`(?ms)^type (\w+)[^{]*\{\n(.*?)\n\}`)
	fieldHead = regexp.MustCompile(`(?m)^  ([a-z]\w*)[(:]`)
)

// schemaFields reads the fields of every object type of the schema.
func schemaFields(t *testing.T) map[string][]string {
	t.Helper()
	schema, err := os.ReadFile("../../schema.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]string{}
	for _, found := range typeHead.FindAllStringSubmatch(string(schema), -1) {
		for _, field := range fieldHead.FindAllStringSubmatch(found[2], -1) {
			all[found[1]] = append(all[found[1]], field[1])
		}
	}
	return all
}

// A new operation without a row in the table fails here, and so does a new field of
// which nobody has said who may read it.
func TestPolicyTableIsTotal(t *testing.T) {
	covered := map[string]bool{}
	for _, row := range table {
		for _, word := range strings.Fields(row.operation) {
			covered[word] = true
		}
	}
	operations, fields := 0, 0
	for typ, names := range schemaFields(t) {
		for _, name := range names {
			switch typ {
			case "Query", "Mutation", "Subscription":
				operations++
				if _, left := open[name]; covered[name] == left {
					t.Errorf("%s.%s has no row in the table of who may do what, or one too many", typ, name)
				}
				continue
			}
			if strings.HasSuffix(typ, "Payload") {
				continue // the answer to an operation, which has its row
			}
			fields++
			said := slices.Contains(strings.Fields(plain[typ]), name)
			if guarded := covered[typ+"."+name] || covered[above(typ)+"."+name]; guarded == said {
				t.Errorf("%s.%s: say in the table or among the plain fields who may read it, once", typ, name)
			}
		}
	}
	if operations < 45 || fields < 200 {
		t.Errorf("found only %d operations and %d fields in the schema", operations, fields)
	}
}

// above returns the interface by whose name rows speak of a type.
func above(typ string) string {
	switch typ {
	case "FundOfKnowledge", "PilotOffer", "Grant", "Study":
		return "Offer"
	}
	return typ
}

// A plain field that the schema has no more is one that somebody forgot.
func TestPlainFieldsAreThere(t *testing.T) {
	all := schemaFields(t)
	for typ, names := range plain {
		for name := range strings.FieldsSeq(names) {
			if !slices.Contains(all[typ], name) {
				t.Errorf("the schema has no %s.%s", typ, name)
			}
		}
	}
}
