package app

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/eic"
)

// The table of who may do what: every operation of the schema, every role,
// every relation. Roles are written as letters: E educator, N entrepreneur,
// F funder, R researcher, P community partner, S steward, and - a member
// without a role. "all" is every one of them.
//
// The relations: the object is the viewer's own; that of their organization; of
// somebody else in their cluster; of another cluster, in which they are nothing.
var table = []struct {
	operation string
	verb      Verb
	object    string // see objects
	own       string
	colleague string
	cluster   string
	other     string
}{
	{"me", Read, "person", "all", "S", "S", ""},
	{"node need needChanged", Read, "need.open", "all", "all", "all", ""},
	{"Need.about", Read, "need.open", "all", "all", "all", ""},
	{"need Need.about", Read, "need.draft", "all", "S", "S", ""},
	{"needs", Browse, "need.open", "all", "all", "all", ""},
	{"Need.postedBy", ReadPoster, "need.open", "all", "EPS", "EPS", ""},
	{"offer offerChanged", Read, "offer.open", "all", "all", "all", ""},
	{"Offer.about", Read, "offer.open", "all", "all", "all", ""},
	{"offer Offer.about", Read, "offer.draft", "all", "all", "S", ""},
	{"offers", Browse, "offer.open", "all", "all", "all", ""},
	{"organizations", Browse, "organization", "all", "all", "all", ""},
	{"people", Browse, "person", "S", "S", "S", ""},
	{"Person.email Person.phone", ReadContact, "person", "all", "S", "S", ""},
	{"products", Browse, "product", "all", "all", "all", ""},
	{"topics suggestTopics", Browse, "topic", "all", "all", "all", "all"},
	{"ownTopics", Browse, "topic.own", "all", "all", "all", ""},
	{"node and edges: topics of a cluster", Read, "topic.own", "all", "all", "all", ""},
	{"createTopic", Record, "topic.own", "S", "S", "S", ""},
	{"updateTopic retireTopic restoreTopic", Edit, "topic.own", "S", "S", "S", ""},
	{"updateTopic of what all clusters share", Edit, "topic", "", "", "", ""},
	{"clusters cluster", Read, "cluster", "all", "all", "all", ""},
	{"byExternalId", Read, "organization", "all", "all", "all", ""},
	{"previewMatches postNeed", Post, "need.open", "ES", "ES", "ES", ""},
	{"postNeed for somebody else", PostForOthers, "need.open", "S", "S", "S", ""},
	{"Need.matches", ReadMatches, "need.open", "all", "S", "S", ""},
	{"Offer.matches", ReadMatches, "offer.open", "all", "all", "S", ""},
	{"explainMatch by the need's side", Explain, "need.open", "all", "S", "S", ""},
	{"explainMatch by the offer's side", Explain, "offer.open", "all", "all", "S", ""},
	{"matches over the network: needs", ReadAbroad, "need.open", "all", "all", "all", ""},
	{"matches over the network: offers", ReadAbroad, "offer.open", "all", "all", "all", ""},
	{"matches over the network: clusters, those missing too", ReadAbroad, "cluster", "all", "all", "all", ""},
	{"updateNeed submitNeed withdrawNeed Need.notTopics", Edit, "need.open", "all", "S", "S", ""},
	{"approveNeed returnNeed", Decide, "need.open", "S", "S", "S", ""},
	{"publishFundOfKnowledge", Publish, "offer.open", "all", "all", "all", ""},
	{"publishPilotOffer", Publish, "pilot", "NS", "NS", "S", ""},
	{"publishGrant", Publish, "grant", "FS", "FS", "FS", ""},
	{"publishStudy", Publish, "study", "RS", "RS", "RS", ""},
	{"publish for somebody else", PostForOthers, "offer.open", "S", "S", "S", ""},
	{"updateOffer openOffer pauseOffer closeOffer Offer.notTopics", Edit, "offer.open", "all", "all", "S", ""},
	{"invitePerson", Invite, "person", "S", "S", "S", ""},
	{"revokeSignIns", RevokeSignIns, "person", "all", "S", "S", ""},
	{"exportMyData", ExportData, "person", "all", "", "", ""},
	{"deleteMe", DeleteData, "person", "all", "", "", ""},
	{"auditLog", ReadAudit, "cluster", "S", "S", "S", ""},
	{"serviceAccounts createServiceAccount revokeServiceAccount", ManageAccounts, "cluster", "S", "S", "S", ""},
	{"recordPerson", Record, "person", "S", "S", "S", ""},
	{"updatePerson", Edit, "person", "all", "S", "S", ""},
	{"setMembership", EditMembership, "person", "S", "S", "S", ""},
	{"recordOrganization", Record, "organization", "S", "S", "S", ""},
	{"updateOrganization", Edit, "organization", "S", "S", "S", ""},
	{"recordProduct", Record, "product", "NS", "NS", "S", ""},
	{"updateProduct", Edit, "product", "NS", "NS", "S", ""},
}

const (
	here  = eic.ClusterID("cluster.aaaaaaaaaa")
	there = eic.ClusterID("cluster.bbbbbbbbbb")
)

var letters = map[string]eic.StakeholderRole{
	"E": eic.Educator, "N": eic.Entrepreneur, "F": eic.Funder, "R": eic.Researcher, "P": eic.CommunityPartner, "S": eic.Steward, "-": 0,
}

func id(word string, c eic.ClusterID, letter string) eic.ID {
	return eic.ID(word + "." + strings.TrimPrefix(string(c), "cluster.") + "." + strings.Repeat(letter, 20))
}

// object makes what the relation says the viewer does something with.
func object(kind, relation string) (r eic.Record, company eic.OrganizationID) {
	c, person, organization := here, id("person", here, "a"), id("org", here, "a")
	switch relation {
	case "colleague":
		person = id("person", here, "b")
	case "cluster":
		person, organization = id("person", here, "b"), id("org", here, "b")
	case "other":
		c, person, organization = there, id("person", there, "b"), id("org", there, "b")
	}
	party := eic.PartyID(person)
	if relation == "colleague" {
		party = eic.PartyID(organization)
	}
	head := func(word string) eic.Head { return eic.Head{ID: id(word, c, "c"), Cluster: c, Version: 1} }
	offer := func(kind eic.OfferKind, word string, status eic.OfferStatus) eic.Record {
		return &eic.Offer{Head: head(word), Kind: kind, OfferedBy: party, Status: status}
	}
	switch kind {
	case "person":
		h := head("person")
		h.ID = person
		return &eic.Person{Head: h, Memberships: []eic.Membership{{Cluster: c}}}, ""
	case "cluster":
		return &eic.Cluster{Head: eic.Head{ID: eic.ID(c), Cluster: c, Version: 1}}, ""
	case "topic":
		return &eic.Topic{Head: eic.Head{ID: "topic-bees", Version: 1}}, ""
	case "topic.own":
		return &eic.Topic{Head: head("topic")}, ""
	case "organization":
		return &eic.Organization{Head: head("org")}, ""
	case "product":
		return &eic.Product{Head: head("product"), Company: eic.OrganizationID(organization)}, ""
	case "need.open":
		return &eic.Need{Head: head("need"), PostedBy: eic.PersonID(person), Status: eic.NeedOpen}, ""
	case "need.draft":
		return &eic.Need{Head: head("need"), PostedBy: eic.PersonID(person), Status: eic.NeedDraft}, ""
	case "offer.open":
		return offer(eic.FundOfKnowledge, "fund", eic.OfferOpen), ""
	case "offer.draft":
		return offer(eic.FundOfKnowledge, "fund", eic.OfferDraft), ""
	case "pilot":
		return offer(eic.PilotOffer, "pilot", eic.OfferOpen), eic.OrganizationID(organization)
	case "grant":
		return offer(eic.Grant, "grant", eic.OfferOpen), ""
	case "study":
		return offer(eic.Study, "study", eic.OfferOpen), ""
	}
	return nil, ""
}

func viewerAs(letter string) *Viewer {
	var roles eic.Set[eic.StakeholderRole]
	if role := letters[letter]; role != 0 {
		roles = eic.SetOf(role)
	}
	works := eic.OrganizationID(id("org", here, "a"))
	s := &Service{now: time.Now}
	return s.viewerOf(&eic.Person{
		Head:         eic.Head{ID: id("person", here, "a"), Cluster: here},
		Memberships:  []eic.Membership{{Cluster: here, Roles: roles}},
		Affiliations: []eic.Affiliation{{Organization: works}},
	})
}

func TestPolicyTable(t *testing.T) {
	for _, row := range table {
		for relation, want := range map[string]string{"own": row.own, "colleague": row.colleague, "cluster": row.cluster, "other": row.other} {
			for letter := range letters {
				r, company := object(row.object, relation)
				if r == nil {
					t.Fatalf("%s: no object %q", row.operation, row.object)
				}
				v := viewerAs(letter)
				got := v.May(row.verb, r)
				if row.object == "pilot" {
					got = v.mustPublish(r.(*eic.Offer), company) == nil
				}
				if allowed := want == "all" || strings.Contains(want, letter); got != allowed {
					t.Errorf("%s, %s, %s: may is %v, want %v", row.operation, relation, letter, got, allowed)
				}
			}
		}
	}
}

// What a program may do in the cluster of its service account, by the first word of
// the row, with its object where several begin so; nothing else, and nothing in
// another cluster.
var programs = map[eic.Scope]string{
	eic.ScopeRead: "node Need.about offer@offer.open Offer.about needs offers organizations products topics ownTopics clusters byExternalId",
	eic.ScopeImport: "me node Need.about need offer Offer.about clusters byExternalId previewMatches postNeed publishFundOfKnowledge " +
		"publishPilotOffer publishGrant publishStudy publish updateNeed updateOffer recordPerson updatePerson " +
		"recordOrganization updateOrganization recordProduct updateProduct",
}

func TestPolicyOfPrograms(t *testing.T) {
	for scope, allowed := range programs {
		v := viewerAs("-")
		v.Person.ID, v.works = "service.aaaaaaaaaa.aaaaaaaaaaaaaaaaaaaa", nil
		v.service = &eic.Credential{Kind: eic.ServiceAccount, Cluster: here, Scopes: eic.SetOf(scope)}
		for _, row := range table {
			for _, relation := range []string{"cluster", "other"} {
				r, company := object(row.object, relation)
				got := v.May(row.verb, r)
				if row.object == "pilot" {
					got = v.mustPublish(r.(*eic.Offer), company) == nil
				}
				words := strings.Fields(row.operation)
				named := func(word string) bool { return word == words[0] || word == words[0]+"@"+row.object }
				want := relation == "cluster" && slices.ContainsFunc(strings.Fields(allowed), named)
				if row.object == "topic" && scope == eic.ScopeRead && row.verb == Browse {
					want = true // topics are shared
				}
				if got != want {
					t.Errorf("%v, %s, %s: may is %v, want %v", scope, row.operation, relation, got, want)
				}
			}
		}
	}
}

// How to reach somebody is for those who met them: nobody else, whatever their role.
func TestPolicyOfContact(t *testing.T) {
	rule := rules[eic.PersonType][ReadContact]
	for letter, role := range letters {
		var roles eic.Set[eic.StakeholderRole]
		if role != 0 {
			roles = eic.SetOf(role)
		}
		w := standing{member: true, roles: roles, steward: roles.Has(eic.Steward)}
		if got, want := rule(w), letter == "S"; got != want {
			t.Errorf("%s, before an introduction was accepted: %v, want %v", letter, got, want)
		}
		if w.met = true; !rule(w) {
			t.Errorf("%s, after an introduction was accepted: may not", letter)
		}
	}
}

// With somebody who had everything about them deleted nobody can do anything.
func TestPolicyOfTheErased(t *testing.T) {
	for _, relation := range []string{"own", "colleague", "cluster", "other"} {
		r, _ := object("person", relation)
		p := r.(*eic.Person)
		p.Erase(eic.NewStamp(time.Now(), ""))
		for letter := range letters {
			for verb := range rules[eic.PersonType] {
				if verb != Read && viewerAs(letter).May(verb, p) {
					t.Errorf("%s, %s: may %s", letter, relation, verb)
				}
			}
		}
	}
}

// What lists over the network show of another cluster, if it shares with one of
// the viewer's: nothing else of it, and never who posted a need.
func TestPolicyAbroad(t *testing.T) {
	shown := map[string]bool{"need.open": true, "offer.open": true, "grant": true, "study": true, "pilot": true, "cluster": true}
	for _, kind := range []string{"person", "cluster", "topic.own", "organization", "product", "need.open", "need.draft", "offer.open", "offer.draft", "pilot", "grant", "study"} {
		for letter := range letters {
			r, _ := object(kind, "other")
			v := viewerAs(letter)
			if got := v.mayAbroad(r, true); got != shown[kind] {
				t.Errorf("%s, %s: shown is %v, want %v", kind, letter, got, shown[kind])
			}
			if v.mayAbroad(r, false) {
				t.Errorf("%s, %s: shown, though the clusters do not share", kind, letter)
			}
			for _, verb := range []Verb{Read, ReadPoster, ReadMatches, Explain, Edit} {
				if v.May(verb, r) {
					t.Errorf("%s, %s: may %s in another cluster", kind, letter, verb)
				}
			}
		}
	}
}

// A verb that a rule holds and no row tests would be a hole in the table.
func TestPolicyTableTestsEveryVerb(t *testing.T) {
	tested := map[Verb]bool{}
	for _, row := range table {
		tested[row.verb] = true
	}
	for kind, verbs := range rules {
		for verb := range verbs {
			if !tested[verb] {
				t.Errorf("%v: no row tests %q", kind, verb)
			}
		}
	}
}

func TestStewardOfOneClusterIsNothingInAnother(t *testing.T) {
	v := viewerAs("S")
	guest := &eic.Person{
		Head:        eic.Head{ID: id("person", there, "y"), Cluster: there, Version: 1},
		Memberships: []eic.Membership{{Cluster: there}, {Cluster: here}},
	}
	for verb, want := range map[Verb]bool{Read: true, ReadContact: true, Edit: false, EditMembership: false} {
		if got := v.May(verb, guest); got != want {
			t.Errorf("a steward with a guest from another cluster: may %s is %v, want %v", verb, got, want)
		}
	}
	p := &eic.Person{Head: eic.Head{ID: id("person", there, "z"), Cluster: there, Version: 1}, Memberships: []eic.Membership{{Cluster: there}}}
	after := *p
	after.Memberships = []eic.Membership{{Cluster: there, Roles: eic.SetOf(eic.Steward)}}
	if err := v.grants(p, &after); err == nil {
		t.Error("a steward of one cluster made a steward of another")
	}
}

func TestViewerCan(t *testing.T) {
	cases := []struct {
		name   string
		viewer string
		object string
		want   string
	}{
		{"an educator with their own draft", "E", "need.draft", "UPDATE SUBMIT WITHDRAW SEE_MATCHES"},
		{"a partner with their own offer", "P", "offer.open", "UPDATE PAUSE CLOSE SEE_MATCHES"},
		{"an entrepreneur with their product", "N", "product", "UPDATE"},
		{"an educator with a product", "E", "product", ""},
		{"a steward with themselves", "S", "person", "UPDATE SET_ROLES INVITE REVOKE_SIGN_INS"},
	}
	for _, c := range cases {
		r, _ := object(c.object, "own")
		var got []string
		for _, a := range (&Service{}).Actions(viewerAs(c.viewer), r) {
			got = append(got, string(a))
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s: got %q, want %q", c.name, s, c.want)
		}
	}
}
