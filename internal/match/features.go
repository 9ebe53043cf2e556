package match

import (
	"cmp"
	"slices"

	"github.com/edclusters/thirdplace/internal/eic"
)

// Need is a need made ready for matching: a pure function of its record, text
// and links, to be kept under the record's id and version.
type Need struct {
	Record        *eic.Need
	bag           *bag
	spans         []span
	topics        []held
	organizations []eic.OrganizationID
	vector        []float32
}

// span is some words of a need, or a choice of its author, that name a topic.
type span struct {
	words  []int32 // places in the bag's words; none for a chosen topic
	senses []held  // the topics it may mean
	// Where the words stand: field and the places of the first and the last in it.
	field       Field
	first, last int32
}

// held is a topic of a record and how strongly the record has it.
type held struct {
	id    eic.TopicID
	key   term
	title float64 // summed confidence of the links in the title, 1 for a choice
	body  float64 // the same in the body
}

// NewNeed makes a need ready. The topics its author chose are added to the
// links. organizations are those the poster belongs to today; the one the need
// is posted for is added.
func NewNeed(n *eic.Need, text Text, links []Link, organizations []eic.OrganizationID) *Need {
	need := &Need{Record: n, bag: new(bag), organizations: slices.Clone(organizations)}
	if n.OnBehalfOf != "" {
		need.organizations = append(need.organizations, n.OnBehalfOf)
	}
	places := need.bag.fill(text)
	links = withChosen(links, n.Topics)
	need.topics = topicsHeld(links)
	need.askSpans(text, links, places)
	return need
}

// ID returns the need's id; empty for one that is not posted yet.
func (n *Need) ID() eic.NeedID { return eic.NeedID(n.Record.ID) }

// WithOrganizations returns the need for a poster who belongs to these
// organizations today: they change while the need, which may be kept, does not.
func (n *Need) WithOrganizations(organizations []eic.OrganizationID) *Need {
	copied := *n
	copied.organizations = slices.Clip(organizations)
	if n.Record.OnBehalfOf != "" {
		copied.organizations = append(copied.organizations, n.Record.OnBehalfOf)
	}
	return &copied
}

// Size returns about how many bytes the features take, without the record.
func (n *Need) Size() int {
	size := 200 + n.bag.size() + 50*len(n.topics) + 40*len(n.organizations)
	for _, s := range n.spans {
		size += 48 + 4*len(s.words) + 50*len(s.senses)
	}
	return size
}

// askSpans groups links of the same words: they are senses of one span.
func (n *Need) askSpans(text Text, links []Link, places map[Word]int32) {
	type at struct {
		field       Field
		first, last int
	}
	known := map[at]int{}
	for _, l := range links {
		sense := held{id: l.Topic, key: termOf(string(l.Topic)), body: l.Confidence}
		if l.Chosen {
			n.spans = append(n.spans, span{senses: []held{sense}})
			continue
		}
		words := text.span(l)
		if len(words) == 0 {
			continue
		}
		where := at{l.Field, l.First, l.Last}
		i, ok := known[where]
		if !ok {
			i = len(n.spans)
			known[where] = i
			n.spans = append(n.spans, span{field: l.Field, first: int32(l.First), last: int32(l.Last)})
			for _, w := range words {
				n.spans[i].words = append(n.spans[i].words, places[w])
			}
		}
		n.spans[i].senses = append(n.spans[i].senses, sense)
	}
}

// Offer is an offer made ready for matching: a pure function of its record, its
// product, text and links, to be kept under their ids and versions.
type Offer struct {
	Record  *eic.Offer
	Product *eic.Product // of a pilot; nil otherwise or if not known
	bag     *bag
	topics  []held
	linked  []linkedWord
	wishes  []Word // of the text of its wishes
	vector  []float32
}

// NewOffer makes an offer ready. The topics its offerer chose, and those of the
// product that the offerer did not remove, are added to the links; the product's
// words are part of text already.
func NewOffer(o *eic.Offer, p *eic.Product, text Text, links []Link) *Offer {
	offer := &Offer{Record: o, Product: p, bag: new(bag), wishes: Analyse("", o.Wishes.Text).Body}
	places := offer.bag.fill(text)
	offer.bag.inOrder(text, places)
	offer.linkWords(text, links, places)
	links = withChosen(links, o.Topics)
	if p != nil {
		links = withChosen(links, slices.DeleteFunc(slices.Clone(p.Topics), func(t eic.TopicID) bool { return slices.Contains(o.NotTopics, t) }))
	}
	offer.topics = topicsHeld(links)
	return offer
}

// ID returns the offer's id.
func (o *Offer) ID() eic.OfferID { return eic.OfferID(o.Record.ID) }

// Size returns about how many bytes the features take, without the records.
func (o *Offer) Size() int {
	return 200 + o.bag.size() + 50*len(o.topics) + 72*len(o.linked) + 48*len(o.wishes)
}

// withChosen adds a link for each chosen topic that has none yet.
func withChosen(links []Link, chosen []eic.TopicID) []Link {
	all := slices.Clip(links)
	for _, id := range chosen {
		if !slices.ContainsFunc(all, func(l Link) bool { return l.Chosen && l.Topic == id }) {
			all = append(all, Link{Topic: id, Confidence: 1, Chosen: true})
		}
	}
	return all
}

// topicsHeld sums the links of each topic. A choice counts as a word of the title.
func topicsHeld(links []Link) []held {
	var list []held
	for _, l := range links {
		i := slices.IndexFunc(list, func(h held) bool { return h.id == l.Topic })
		if i < 0 {
			i = len(list)
			list = append(list, held{id: l.Topic, key: termOf(string(l.Topic))})
		}
		if l.Chosen || l.Field == InTitle {
			list[i].title += l.Confidence
		} else {
			list[i].body += l.Confidence
		}
	}
	slices.SortFunc(list, func(a, b held) int { return cmp.Compare(a.id, b.id) })
	return list
}
