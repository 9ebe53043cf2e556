package graph

import (
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/edclusters/thirdplace/graph/generated"
	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
)

func schema() *ast.Schema { return generated.NewExecutableSchema(generated.Config{}).Schema() }

func TestSchemaIsDescribed(t *testing.T) {
	for name, def := range schema().Types {
		if def.BuiltIn || strings.HasPrefix(name, "__") {
			continue
		}
		described(t, name, def.Description)
		for _, field := range def.Fields {
			if strings.HasPrefix(field.Name, "__") {
				continue
			}
			described(t, name+"."+field.Name, field.Description)
			for _, argument := range field.Arguments {
				described(t, name+"."+field.Name+"("+argument.Name+")", argument.Description)
			}
		}
		for _, value := range def.EnumValues {
			described(t, name+"."+value.Name, value.Description)
		}
	}
}

func described(t *testing.T, name, description string) {
	t.Helper()
	text := strings.TrimSpace(description)
	if text == "" || !strings.HasSuffix(text, ".") {
		t.Errorf("%s: its description is %q; it should be a sentence", name, text)
	}
}

// names turns values into the names they have in files and stores.
func names[T interface{ String() string }](values []T) []string {
	list := make([]string, len(values))
	for i, v := range values {
		list[i] = v.String()
	}
	return list
}

func TestEnumerationsAreThoseOfEIC(t *testing.T) {
	want := map[string][]string{
		"RecordType":       names(eic.EveryType()),
		"Scope":            names(eic.EveryScope()),
		"StakeholderRole":  names(eic.EveryStakeholderRole()),
		"OrganizationKind": names(eic.EveryOrganizationKind()),
		"OfferKind":        names(eic.EveryOfferKind()),
		"EngagementMode":   names(eic.EveryEngagementMode()),
		"Setting":          names(eic.EverySetting()),
		"GradeLevel":       names(eic.EveryGradeLevel()),
		"FundCategory":     names(eic.EveryFundCategory()),
		"TopicKind":        names(eic.EveryTopicKind()),
		"EvidenceTier":     names(eic.EveryEvidenceTier()),
		"EvidenceOrigin":   names(eic.EveryEvidenceOrigin()),
		"Device":           names(eic.EveryDevice()),
		"Weekday":          names(eic.EveryWeekday()),
		"Period":           names(eic.EveryPeriod()),
		"NeedStatus":       names(eic.EveryNeedStatus()),
		"OfferStatus":      names(eic.EveryOfferStatus()),
		"MatchGate":        names(eic.EveryMatchGate()),
		"MatchScope":       names(eic.EveryMatchScope()),
		"MatchFactor":      names(eic.EveryMatchFactor()),
		"MatchFit":         names(eic.EveryMatchFit()),
		"TopicRelation":    {"SAME", "NARROWER", "BROADER", "RELATED", "BRIDGED"}, // of match
		"TextPart": {
			string(app.TitlePart), string(app.DescriptionPart), string(app.QuestionPart),
			string(app.ProductNamePart), string(app.ProductDescriptionPart),
		},
		"Action": {
			string(app.ActUpdate), string(app.ActSubmit), string(app.ActApprove), string(app.ActReturn),
			string(app.ActWithdraw), string(app.ActPublish), string(app.ActPause), string(app.ActResume),
			string(app.ActClose), string(app.ActSeeMatches), string(app.ActSetRoles),
			string(app.ActRetire), string(app.ActRestore), string(app.ActInvite), string(app.ActSignOut),
		},
	}
	for name, def := range schema().Types {
		if def.BuiltIn || def.Kind != ast.Enum {
			continue
		}
		var got []string
		for _, value := range def.EnumValues {
			got = append(got, value.Name)
		}
		if !slices.Equal(got, want[name]) {
			t.Errorf("%s: got %v, want %v", name, got, want[name])
		}
		delete(want, name)
	}
	for name := range want {
		t.Errorf("%s: the schema has none", name)
	}
}

// TestInputsHaveTheFieldsOfFiles compares inputs with the fields of the import
// format. identities are beyond it: stewards tie people to an identity provider.
func TestInputsHaveTheFieldsOfFiles(t *testing.T) {
	const everyOffer = "offeredBy title description topics notTopics grades modes settings place travelKm availability leadDays groupSize capacity wishes language languages status externalId "
	cases := map[string]string{
		"NeedInput":            "postedBy title onBehalfOf description topics notTopics grades modes settings kinds place window groupSize language languages devices matters status externalId",
		"FundOfKnowledgeInput": everyOffer + "category",
		"PilotOfferInput":      everyOffer + "product seats window weeks devices",
		"GrantInput":           everyOffer + "amount window",
		"StudyInput":           everyOffer + "question method window",
		"PersonInput":          "name roles memberships email phone language affiliations identities externalId",
		"OrganizationInput":    "kind name partOf place grades url externalId",
		"ProductInput":         "company name description url topics grades devices languages evidence externalId",
		"PlaceInput":           "postalCode country lat lng",
		"WindowInput":          "start end",
		"AvailabilityInput":    "start end weekdays",
		"GroupSizeInput":       "min max",
		"CapacityInput":        "count per",
		"AmountInput":          "min max currency",
		"WishesInput":          "grades topics modes settings text",
		"EvidenceInput":        "tier origin study population grades",
		"AffiliationInput":     "organization title from to",
		"ExternalIdInput":      "source id",
	}
	required := []string{"title", "product", "company", "name", "kind", "organization", "source", "id", "tier", "count", "per"}
	for name, fields := range cases {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, field := range schema().Types[name].Fields {
				got = append(got, field.Name)
				if want := slices.Contains(required, field.Name) && name+"."+field.Name != "AffiliationInput.title"; field.Type.NonNull != want {
					t.Errorf("%s: required is %t", field.Name, field.Type.NonNull)
				}
			}
			want := strings.Fields(fields)
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
}
