package sqlitestore

import (
	"encoding/json"
	"slices"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
)

const (
	oldNeed = "SELECT num, version, status, analysis, title, body, topics, about FROM need WHERE id = ?1"
	addNeed = `INSERT INTO need (num, id, cluster, source, external, version, created, status, kinds, grades,
		starts, ends, posted_by, on_behalf_of, unlocated, analysis, title, body, topics, about, doc)
		VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)`
	setNeed = `UPDATE need SET id = ?2, cluster = ?3, source = ?4, external = ?5, version = ?6, created = ?7,
		status = ?8, kinds = ?9, grades = ?10, starts = ?11, ends = ?12, posted_by = ?13, on_behalf_of = ?14,
		unlocated = ?15, analysis = ?16, title = ?17, body = ?18, topics = ?19, about = ?20, doc = ?21
		WHERE num = ?1`
)

func (b *batch) putNeed(e *entry, n *eic.Need) error {
	var was matchable
	statement, err := b.rowOf(e, oldNeed, addNeed, setNeed, func(r row) {
		was.read(r, &eic.Need{Status: eic.NeedStatus(r.int(2))})
	})
	if err != nil {
		return err
	}
	now, err := b.become(was, e, n.Topics)
	if err != nil {
		return err
	}
	_, err = b.exec(b.ctx, statement, e.num, string(n.ID), e.cluster, n.External.Source, n.External.ID,
		int64(n.Version), n.Created.At.UnixMilli(), int64(n.Status), int64(n.Kinds), int64(n.Grades),
		int64(n.Window.Start), int64(n.Window.End), string(n.PostedBy), optional(n.OnBehalfOf),
		unlocated(n.Place), now.analysis, now.title, now.body, now.topics, now.about, e.doc)
	if err != nil {
		return err
	}
	return b.putMatchable(needTable, e, n.Place, was, now)
}

const (
	oldOffer = "SELECT num, version, status, analysis, title, body, topics, about, kind FROM offer WHERE id = ?1"
	addOffer = `INSERT INTO offer (num, id, cluster, source, external, version, created, status, kind, modes,
		settings, grades, category, offered_person, offered_organization, product, unlocated, analysis, title,
		body, topics, about, doc)
		VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21,
		?22, ?23)`
	setOffer = `UPDATE offer SET id = ?2, cluster = ?3, source = ?4, external = ?5, version = ?6, created = ?7,
		status = ?8, kind = ?9, modes = ?10, settings = ?11, grades = ?12, category = ?13, offered_person = ?14,
		offered_organization = ?15, product = ?16, unlocated = ?17, analysis = ?18, title = ?19, body = ?20,
		topics = ?21, about = ?22, doc = ?23 WHERE num = ?1`

	dropWishes = "DELETE FROM offer_wish WHERE offer = ?1"
	addWish    = "INSERT OR IGNORE INTO offer_wish (topic, offer) VALUES (?1, ?2)"
)

func (b *batch) putOffer(e *entry, o *eic.Offer) error {
	var was matchable
	statement, err := b.rowOf(e, oldOffer, addOffer, setOffer, func(r row) {
		was.read(r, &eic.Offer{Status: eic.OfferStatus(r.int(2)), Kind: eic.OfferKind(r.int(8))})
	})
	if err != nil {
		return err
	}
	now, err := b.become(was, e, o.Topics)
	if err != nil {
		return err
	}
	person, organization, err := b.party(o.OfferedBy)
	if err != nil {
		return err
	}
	var category eic.FundCategory
	if o.Fund != nil {
		category = o.Fund.Category
	}
	_, err = b.exec(b.ctx, statement, e.num, string(o.ID), e.cluster, o.External.Source, o.External.ID,
		int64(o.Version), o.Created.At.UnixMilli(), int64(o.Status), int64(o.Kind), int64(o.Modes), int64(o.Settings),
		int64(o.Grades), int64(category), person, organization, optional(o.Product()), unlocated(o.Place),
		now.analysis, now.title, now.body, now.topics, now.about, e.doc)
	if err != nil {
		return err
	}
	if err := b.putWishes(e, o.Wishes.Topics); err != nil {
		return err
	}
	return b.putMatchable(offerTable, e, o.Place, was, now)
}

// party returns the columns of whoever makes an offer: one of them is NULL.
func (b *batch) party(id eic.PartyID) (person, organization any, err error) {
	if p, ok := id.Person(); ok {
		return string(p), nil, nil
	}
	if o, ok := id.Organization(); ok {
		return nil, string(o), nil
	}
	return nil, nil, b.unknown(map[eic.ID]bool{eic.ID(id): true})
}

func (b *batch) putWishes(e *entry, topics []eic.TopicID) error {
	if e.From > 0 {
		if _, err := b.exec(b.ctx, dropWishes, e.num); err != nil {
			return err
		}
	}
	return b.tie(addWish, e.num, topics)
}

// matchable is what the tables of needs and of offers keep for search: where a
// record stands and its analysed text.
type matchable struct {
	shelf       store.Shelf // 0 for none
	analysis    int64
	title, body string
	topics      string // []store.About as JSON
	about       string // numbers of its topics, chosen or found, as a JSON list
}

// read takes the columns from the third on; as has the state they had.
func (m *matchable) read(r row, as eic.Record) {
	m.shelf = shelfOf(as)
	m.analysis, m.title, m.body, m.topics, m.about = r.int(3), r.text(4), r.text(5), r.text(6), r.text(7)
}

// become returns what a change makes of a record's text. Without a document the
// stored one stays.
func (b *batch) become(m matchable, e *entry, chosen []eic.TopicID) (matchable, error) {
	m.shelf = shelfOf(e.Record)
	var found []store.About
	if e.Document != nil {
		m.analysis, m.title, m.body = int64(e.Document.Analysis), e.Document.Title, e.Document.Body
		found = e.Document.Topics
		topics, err := json.Marshal(found)
		if err != nil {
			return m, err
		}
		m.topics = string(topics)
	} else if err := unmarshal(m.topics, &found); err != nil {
		return m, err
	}
	return m, b.about(&m, chosen, found)
}

// about lists the numbers of a record's topics in order, without repeats.
func (b *batch) about(m *matchable, chosen []eic.TopicID, found []store.About) error {
	ids := slices.Clone(chosen)
	for _, a := range found {
		ids = append(ids, a.Topic)
	}
	nums := make([]int64, len(ids))
	for i, id := range ids {
		num, err := b.topicOf(id)
		if err != nil {
			return err
		}
		nums[i] = num
	}
	slices.Sort(nums)
	list, err := json.Marshal(slices.Compact(nums))
	m.about = string(list)
	return err
}

func shelfOf(r eic.Record) store.Shelf {
	shelf, ok := store.ShelfOf(r)
	if !ok {
		return 0
	}
	return shelf
}

// putMatchable writes what hangs on a need or an offer.
func (b *batch) putMatchable(t table, e *entry, place eic.Place, was, now matchable) error {
	if err := b.putPlace(t, e, place); err != nil {
		return err
	}
	if was.about != now.about {
		if err := b.putTopics(t, e, was.about, now.about); err != nil {
			return err
		}
	}
	if now.title == "" && now.body == "" {
		if _, err := b.exec(b.ctx, dropVector, e.num); err != nil {
			return err
		}
	}
	return b.shelve(e, was, now)
}

// putTopics writes what a record is about, in place of what it was about.
func (b *batch) putTopics(t table, e *entry, was, now string) error {
	for _, step := range []struct{ statement, list string }{{untieTopic[t], was}, {tieTopic[t], now}} {
		var nums []int64
		if err := unmarshal(step.list, &nums); err != nil {
			return err
		}
		for _, num := range nums {
			if _, err := b.exec(b.ctx, step.statement, num, e.num); err != nil {
				return err
			}
		}
	}
	return nil
}
