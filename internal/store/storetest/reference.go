package storetest

import (
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
)

func referenceTests() []test {
	return []test{
		{"every missing reference is named by its path", missingReferences},
		{"in a write of several changes the path begins with the change's place", missingPlace},
		{"a record without its cluster is refused", missingCluster},
		{"a topic that a document is about must exist", missingAbout},
		{"a change may not refer to what is missing either", missingOnChange},
		{"references within a write hold in any order", referencesWithin},
		{"records of a write may refer to one another", referencesMutual},
		{"a topic may be said twice", repeatedReference},
		{"a topic that a text is said not to be about is no reference", removedTopic},
	}
}

// missing returns an id of a type that nothing has.
func (w *world) missing(t eic.Type) eic.ID { return w.head(t, "missing").ID }

func missingReferences(t *testing.T, w *world) {
	org, person, topic := w.missing(eic.OrganizationType), w.missing(eic.PersonType), eic.TopicID(w.missing(eic.TopicType))
	product, cluster := w.missing(eic.ProductType), eic.ClusterIDOf("missing")
	cases := []struct {
		name string
		make func() eic.Record
		want map[string]eic.ID
	}{
		{"organization", func() eic.Record { o := w.fullOrganization(); o.PartOf = eic.OrganizationID(org); return o },
			map[string]eic.ID{"partOf": org}},
		{"person", func() eic.Record {
			p := w.fullPerson()
			p.Memberships[1].Cluster, p.Affiliations[0].Organization = cluster, eic.OrganizationID(org)
			return p
		}, map[string]eic.ID{"memberships.1.cluster": eic.ID(cluster), "affiliations.0.organization": org}},
		{"topic", func() eic.Record {
			o := w.fullTopic()
			o.Broader, o.Related, o.Bridges[0].To = append(o.Broader, topic), []eic.TopicID{topic}, topic
			return o
		}, map[string]eic.ID{"broader.1": eic.ID(topic), "related.0": eic.ID(topic), "bridges.0.to": eic.ID(topic)}},
		{"product", func() eic.Record {
			p := w.fullProduct()
			p.Company, p.Topics[1] = eic.OrganizationID(org), topic
			return p
		}, map[string]eic.ID{"company": org, "topics.1": eic.ID(topic)}},
		{"need", func() eic.Record {
			n := w.fullNeed()
			n.PostedBy, n.OnBehalfOf, n.Topics[0] = eic.PersonID(person), eic.OrganizationID(org), topic
			return n
		}, map[string]eic.ID{"postedBy": person, "onBehalfOf": org, "topics.0": eic.ID(topic)}},
		{"offer of a person", func() eic.Record { o := w.fullOffer(eic.Grant); o.OfferedBy = eic.PartyID(person); return o },
			map[string]eic.ID{"offeredBy": person}},
		{"offer of an organization", func() eic.Record {
			o := w.fullOffer(eic.PilotOffer)
			o.OfferedBy, o.Pilot.Product, o.Topics[1], o.Wishes.Topics[0] = eic.PartyID(org), eic.ProductID(product), topic, topic
			return o
		}, map[string]eic.ID{"offeredBy": org, "product": product, "topics.1": eic.ID(topic), "wishes.topics.0": eic.ID(topic)}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r := c.make()
			unknown(t, w.commit(made(r, nil)), c.want)
			if got := w.fetch(r.Header().ID); got != nil {
				t.Errorf("it is there all the same: %v", got)
			}
		})
	}
}

// unknown checks that an error names these references and no others.
func unknown(t *testing.T, err error, want map[string]eic.ID) {
	t.Helper()
	e := refused(t, "Commit", err, fault.Invalid, fault.CheckFields)
	if len(e.Fields) != len(want) {
		t.Errorf("got %d fields, want %d: %v", len(e.Fields), len(want), err)
	}
	for _, f := range e.Fields {
		id := want[f.Path]
		equal(t, f.Path, f.Detail, fault.Say(fault.UnknownRef, id.Type().String(), string(id)))
	}
}

func missingPlace(t *testing.T, w *world) {
	person := w.missing(eic.PersonType)
	bad := w.need("b", 1)
	bad.PostedBy = eic.PersonID(person)
	err := w.commit(made(w.need("a", 1), nil), made(bad, nil))
	unknown(t, err, map[string]eic.ID{"1.postedBy": person})
}

func missingCluster(t *testing.T, w *world) {
	need := w.need("a", 1)
	need.Head = headIn(eic.ClusterIDOf("missing"), eic.NeedType, "a")
	unknown(t, w.commit(made(need, nil)), map[string]eic.ID{"cluster": eic.ID(need.Cluster)})
}

func missingAbout(t *testing.T, w *world) {
	topic := eic.TopicID(w.missing(eic.TopicType))
	err := w.commit(made(w.need("a", 1), document("", "", w.bees, topic)))
	unknown(t, err, map[string]eic.ID{"document.topics.1": eic.ID(topic)})
}

func missingOnChange(t *testing.T, w *world) {
	need := w.need("a", 1)
	w.save(made(need, nil))
	org := w.missing(eic.OrganizationType)
	need.OnBehalfOf = eic.OrganizationID(org)
	unknown(t, w.commit(changed(need, nil)), map[string]eic.ID{"onBehalfOf": org})
}

func referencesWithin(t *testing.T, w *world) {
	cluster := &eic.Cluster{Head: w.head(eic.ClusterType, "new"), Name: "New"}
	in := func(t eic.Type, key string) eic.Head { return headIn(eic.ClusterID(cluster.ID), t, key) }
	topic := &eic.Topic{Head: in(eic.TopicType, "t"), Label: "t"}
	org := &eic.Organization{Head: in(eic.OrganizationType, "o"), Kind: eic.Company, Name: "o"}
	person := &eic.Person{Head: in(eic.PersonType, "p"), Name: "p", Memberships: []eic.Membership{{Cluster: eic.ClusterID(cluster.ID)}},
		Affiliations: []eic.Affiliation{{Organization: eic.OrganizationID(org.ID)}}}
	product := &eic.Product{Head: in(eic.ProductType, "x"), Name: "x", Company: eic.OrganizationID(org.ID),
		Topics: []eic.TopicID{eic.TopicID(topic.ID)}}
	offer := w.offer(eic.PilotOffer, "a", 1)
	offer.Head = in(eic.PilotOfferType, "a")
	offer.OfferedBy, offer.Pilot.Product = eic.PartyID(person.ID), eic.ProductID(product.ID)
	offer.Wishes.Topics = product.Topics
	need := w.need("a", 1)
	need.Head, need.PostedBy, need.OnBehalfOf = in(eic.NeedType, "a"), eic.PersonID(person.ID), eic.OrganizationID(org.ID)
	records := []eic.Record{need, offer, product, person, org, topic, cluster}
	var changes []store.Change
	for _, r := range records {
		changes = append(changes, made(r, nil))
	}
	changes[0].Document, changes[1].Document = document("bee", "", product.Topics...), document("", "", product.Topics...)
	w.save(changes...)
	for _, r := range records {
		equal(t, r.Header().ID.Type().String(), w.fetch(r.Header().ID), r)
	}
}

func referencesMutual(t *testing.T, w *world) {
	a := &eic.Topic{Head: w.head(eic.TopicType, "a"), Label: "a"}
	b := &eic.Topic{Head: w.head(eic.TopicType, "b"), Label: "b", Related: []eic.TopicID{eic.TopicID(a.ID)}}
	a.Related = []eic.TopicID{eic.TopicID(b.ID)}
	x := &eic.Organization{Head: w.head(eic.OrganizationType, "x"), Kind: eic.District, Name: "x"}
	y := &eic.Organization{Head: w.head(eic.OrganizationType, "y"), Kind: eic.District, Name: "y", PartOf: eic.OrganizationID(x.ID)}
	x.PartOf = eic.OrganizationID(y.ID)
	w.save(made(a, nil), made(b, nil), made(x, nil), made(y, nil))
	for _, r := range []eic.Record{a, b, x, y} {
		equal(t, string(r.Header().ID), w.fetch(r.Header().ID), r)
	}
}

func repeatedReference(t *testing.T, w *world) {
	twice := []eic.TopicID{w.bees, w.bees}
	need, offer := w.need("a", 1), w.offer(eic.Grant, "a", 1)
	need.Topics, offer.Topics, offer.Wishes.Topics = twice, twice, twice
	product := w.fullProduct()
	product.Topics = twice
	topic := &eic.Topic{Head: w.head(eic.TopicType, "x"), Label: "x", Broader: twice, Related: twice}
	for _, r := range []eic.Record{need, offer, product, topic} {
		w.save(made(r, nil))
		w.save(changed(r, nil))
		equal(t, string(r.Header().ID), w.fetch(r.Header().ID), r)
	}
}

func removedTopic(t *testing.T, w *world) {
	need, offer := w.need("a", 1), w.offer(eic.Grant, "a", 1)
	need.NotTopics = []eic.TopicID{w.bees, eic.TopicID(w.missing(eic.TopicType))}
	offer.NotTopics = need.NotTopics
	w.save(made(need, document("bee", "")), made(offer, document("bee", "")))
	equal(t, "the need", w.fetch(need.ID), eic.Record(need))
	equal(t, "the offer", w.fetch(offer.ID), eic.Record(offer))
	needs, err := w.store.Needs(w.ctx, store.NeedFilter{Cluster: w.here, Topics: []eic.TopicID{w.bees}}, store.Page{Limit: 5})
	if err != nil || len(needs) != 0 {
		t.Errorf("needs about the topic: %v, %v", needs, err)
	}
	offers, err := w.store.Offers(w.ctx, store.OfferFilter{Cluster: w.here, Topics: []eic.TopicID{w.bees}}, store.Page{Limit: 5})
	if err != nil || len(offers) != 0 {
		t.Errorf("offers about the topic: %v, %v", offers, err)
	}
}
