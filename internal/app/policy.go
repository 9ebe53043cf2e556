package app

import (
	"slices"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

// This file says who may do what, once. A rule looks at what the viewer is to
// the object (see standing) and at nothing else. An operation of the API has a
// verb here; policy_test.go holds the table of every operation, role and relation.

// Verb is something one may be allowed to do with a record.
type Verb string

// The verbs.
const (
	Read           Verb = "read"
	ReadPoster     Verb = "read poster"     // who posted a need
	ReadContact    Verb = "read contact"    // e-mail and telephone of a person
	ReadMatches    Verb = "read matches"    // of a need or an offer
	Explain        Verb = "explain"         // a pair: either side
	Browse         Verb = "browse"          // records of a type in a cluster
	ReadAbroad     Verb = "read abroad"     // in a list over the network, of another cluster
	Post           Verb = "post"            // a need, and preview one
	PostForOthers  Verb = "post for others" // a need or an offer of somebody else
	Publish        Verb = "publish"         // an offer
	Record         Verb = "record"          // a person, an organization, a product
	Edit           Verb = "edit"
	EditMembership Verb = "edit membership" // roles, affiliations, identities of a person
	Decide         Verb = "decide"          // approve or return a need
	ReadAudit      Verb = "read audit log"  // of a cluster
	ManageAccounts Verb = "manage accounts" // service accounts of a cluster
	Invite         Verb = "invite"          // a person to sign in
	RevokeSignIns  Verb = "revoke sign-ins" // of a person
	ExportData     Verb = "export"          // all that is held on a person
	DeleteData     Verb = "delete"          // the same
)

// standing is what a viewer is to an object.
type standing struct {
	member  bool                         // of the object's cluster; of a person's, of one they share
	roles   eic.Set[eic.StakeholderRole] // there
	steward bool                         // there
	keeper  bool                         // steward of the cluster that the object is recorded in
	own     bool                         // the need they posted, what they or their organization offer, themselves
	company bool                         // affiliated with the company of the product
	public  bool                         // in a state that the cluster sees
	network bool                         // its cluster shares with one of the viewer's
	met     bool                         // an introduction between the viewer and the person was accepted
	erased  bool                         // the person had everything about them deleted
}

// outsiders are those from whom a teacher is shielded until one accepts them.
var outsiders = eic.SetOf(eic.Entrepreneur, eic.Funder, eic.Researcher)

var insiders = eic.SetOf(eic.Educator, eic.CommunityPartner)

// rules holds who may do what with each type of record. A verb that is not in a
// type's list is for nobody.
var rules = map[eic.Type]map[Verb]func(standing) bool{
	eic.ClusterType: {
		Read: member, Browse: member, ReadAbroad: func(w standing) bool { return w.member || w.network },
		ReadAudit: steward, ManageAccounts: steward,
	},
	eic.TopicType:        {Read: member, Browse: member, Record: steward, Edit: steward}, // those of a cluster; the shared ones are nobody's to change
	eic.OrganizationType: {Read: member, Browse: member, Record: steward, Edit: steward},
	eic.PersonType: {
		Read: ownOrSteward, ReadContact: func(w standing) bool { return ownOrSteward(w) || w.met },
		Browse: func(w standing) bool { return w.steward && !w.roles.Has(eic.Entrepreneur) }, // companies never list people
		Record: keeper, Edit: ownOrKeeper, EditMembership: keeper,
		Invite: keeper, RevokeSignIns: ownOrKeeper, ExportData: own, DeleteData: own,
	},
	eic.NeedType: {
		Read: publicOrOwn, Browse: member, ReadMatches: ownOrSteward, Explain: ownOrSteward, ReadAbroad: publicAbroad,
		ReadPoster: func(w standing) bool {
			return ownOrSteward(w) || w.member && !w.roles.And(insiders).Empty() && w.roles.And(outsiders).Empty()
		},
		Post:          func(w standing) bool { return w.steward || w.member && w.roles.Has(eic.Educator) },
		PostForOthers: steward, Edit: ownOrSteward, Decide: steward,
	},
	eic.FundOfKnowledgeType: offerRules(member),
	eic.PilotOfferType: offerRules(func(w standing) bool {
		return w.member && w.company && w.roles.Has(eic.Entrepreneur)
	}),
	eic.GrantType: offerRules(func(w standing) bool { return w.member && w.roles.Has(eic.Funder) }),
	eic.StudyType: offerRules(func(w standing) bool { return w.member && w.roles.Has(eic.Researcher) }),
	eic.ProductType: {
		Read: member, Browse: member,
		Record: companyOrSteward, Edit: companyOrSteward,
	},
}

func offerRules(publish func(standing) bool) map[Verb]func(standing) bool {
	return map[Verb]func(standing) bool{
		Read: publicOrOwn, Browse: member, ReadMatches: ownOrSteward, Explain: ownOrSteward, ReadAbroad: publicAbroad,
		Publish:       func(w standing) bool { return w.steward || publish(w) },
		PostForOthers: steward, Edit: ownOrSteward,
	}
}

func member(w standing) bool       { return w.member }
func steward(w standing) bool      { return w.steward }
func keeper(w standing) bool       { return w.keeper }
func own(w standing) bool          { return w.own }
func ownOrKeeper(w standing) bool  { return w.own || w.keeper }
func ownOrSteward(w standing) bool { return w.own || w.steward }
func publicOrOwn(w standing) bool  { return w.own || w.steward || w.member && w.public }
func publicAbroad(w standing) bool { return publicOrOwn(w) || w.network && w.public }
func companyOrSteward(w standing) bool {
	return w.steward || w.member && w.company && w.roles.Has(eic.Entrepreneur)
}

// scopes holds what a program may do that signs in by a service account, in the one
// cluster of the account. Reading it is any member; importing it is a steward, but for
// these verbs alone.
var scopes = map[eic.Scope]struct {
	steward bool
	verbs   []Verb
}{
	eic.ScopeRead:   {false, []Verb{Read, Browse}},
	eic.ScopeImport: {true, []Verb{Read, Post, PostForOthers, Publish, Record, Edit}},
}

// May reports whether the viewer may do something with a record. For what does not
// exist yet the record is the one to be made.
func (v *Viewer) May(verb Verb, r eic.Record) bool {
	return v.allowed(verb, r.Header().ID.Type(), v.standing(r))
}

// allowed asks the rule of a type and a verb. Of a person who was erased there is
// nothing to do but to read that there was one.
func (v *Viewer) allowed(verb Verb, t eic.Type, w standing) bool {
	rule := rules[t][verb]
	if rule == nil || w.erased && verb != Read {
		return false
	}
	if v.service == nil {
		return rule(w)
	}
	return slices.ContainsFunc(v.service.Scopes.Values(), func(s eic.Scope) bool {
		within := w
		within.steward = w.member && scopes[s].steward && t != eic.TopicType // topics are people's to weigh
		within.keeper = within.steward
		return slices.Contains(scopes[s].verbs, verb) && rule(within)
	})
}

// mayAbroad reports whether the viewer may read a record where a list over the
// network shows it, and only there; shares is whether its cluster shares with one
// of the viewer's.
func (v *Viewer) mayAbroad(r eic.Record, shares bool) bool {
	w := v.standing(r)
	w.network = shares
	return v.allowed(ReadAbroad, r.Header().ID.Type(), w)
}

// must is May as an error: NotFound for what the viewer may not even see, else
// Forbidden.
func (v *Viewer) must(verb Verb, r eic.Record) error {
	if v.May(verb, r) {
		return nil
	}
	if h := r.Header(); h.Version > 0 && !v.May(Read, r) {
		return fault.Missing(h.ID.Type().String(), string(h.ID))
	}
	return fault.New(fault.Forbidden, fault.MayNot, string(verb))
}

// mustPublish is must for publishing an offer; company is that of a pilot's product.
func (v *Viewer) mustPublish(o *eic.Offer, company eic.OrganizationID) error {
	w := v.standing(o)
	w.company = v.works[company]
	if v.allowed(Publish, o.Kind.Type(), w) {
		return nil
	}
	return fault.New(fault.Forbidden, fault.MayNot, string(Publish))
}

// standing finds out what the viewer is to a record. A person stands in every
// cluster they are a member of.
func (v *Viewer) standing(r eic.Record) standing {
	clusters := []eic.ClusterID{r.Header().Cluster}
	w := standing{keeper: v.isSteward(r.Header().Cluster)}
	switch r := r.(type) {
	case *eic.Topic:
		w.member = r.Cluster == "" && len(v.Person.Memberships) > 0
	case *eic.Person:
		w.own, w.erased = r.ID == v.Person.ID, !r.Erased.IsZero()
		for _, m := range r.Memberships {
			clusters = append(clusters, m.Cluster)
		}
	case *eic.Need:
		w.own = r.PostedBy == v.ID()
		w.public = r.Status == eic.NeedOpen
	case *eic.Offer:
		w.own = slices.Contains(v.parties(), r.OfferedBy)
		w.public = r.Status == eic.OfferOpen || r.Status == eic.OfferListed
	case *eic.Product:
		w.company = v.works[r.Company]
	}
	for _, c := range clusters {
		roles, ok := v.Person.RolesIn(c)
		w.member = w.member || ok
		w.roles = w.roles.Or(roles)
	}
	w.steward = w.roles.Has(eic.Steward)
	return w
}

// Action is something the viewer can do next with a record, as in viewerCan.
type Action string

// The actions.
const (
	ActUpdate     Action = "UPDATE"
	ActSubmit     Action = "SUBMIT"
	ActApprove    Action = "APPROVE"
	ActReturn     Action = "RETURN"
	ActWithdraw   Action = "WITHDRAW"
	ActPublish    Action = "PUBLISH"
	ActPause      Action = "PAUSE"
	ActResume     Action = "RESUME"
	ActClose      Action = "CLOSE"
	ActSeeMatches Action = "SEE_MATCHES"
	ActSetRoles   Action = "SET_ROLES"
	ActRetire     Action = "RETIRE"
	ActRestore    Action = "RESTORE"
	ActInvite     Action = "INVITE"
	ActSignOut    Action = "REVOKE_SIGN_INS"
)

// Actions lists what the viewer can do next with a record.
func (s *Service) Actions(v *Viewer, r eic.Record) []Action {
	var list []Action
	add := func(verb Verb, possible bool, a Action) {
		if possible && v.May(verb, r) {
			list = append(list, a)
		}
	}
	switch r := r.(type) {
	case *eic.Need:
		live := !eic.NeedLifecycle(true).Final(r.Status)
		add(Edit, live, ActUpdate)
		add(Edit, r.Status == eic.NeedDraft, ActSubmit)
		add(Decide, r.Status == eic.NeedInReview, ActApprove)
		add(Decide, r.Status == eic.NeedInReview, ActReturn)
		add(Edit, live, ActWithdraw)
		add(ReadMatches, true, ActSeeMatches)
	case *eic.Offer:
		live := !eic.OfferLifecycle().Final(r.Status)
		add(Edit, live, ActUpdate)
		add(Edit, r.Status == eic.OfferDraft, ActPublish)
		add(Edit, r.Status == eic.OfferOpen, ActPause)
		add(Edit, r.Status == eic.OfferPaused, ActResume)
		add(Edit, live, ActClose)
		add(ReadMatches, true, ActSeeMatches)
	case *eic.Person:
		add(Edit, true, ActUpdate)
		add(EditMembership, true, ActSetRoles)
		add(Invite, true, ActInvite)
		add(RevokeSignIns, true, ActSignOut)
	case *eic.Topic:
		add(Edit, true, ActUpdate)
		add(Edit, !r.Retired, ActRetire)
		add(Edit, r.Retired, ActRestore)
	default:
		add(Edit, true, ActUpdate)
	}
	return list
}

// PostedBy returns who posted a need, and false where that is hidden from the viewer.
func (s *Service) PostedBy(v *Viewer, n *eic.Need) (eic.PersonID, bool) {
	if !v.May(ReadPoster, n) {
		return "", false
	}
	return n.PostedBy, true
}
