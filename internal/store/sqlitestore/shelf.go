package sqlitestore

import (
	"maps"
	"slices"
	"strings"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
)

const shelfCount = int(store.ListedStudies) + 1

// One statement per shelf.
var (
	addToShelf = [shelfCount]string{
		store.NeedShelf:     "INSERT INTO shelf_needs (rowid, title, body, topics) VALUES (?1, ?2, ?3, ?4)",
		store.OpenFunds:     "INSERT INTO shelf_open_funds (rowid, title, body, topics) VALUES (?1, ?2, ?3, ?4)",
		store.OpenPilots:    "INSERT INTO shelf_open_pilots (rowid, title, body, topics) VALUES (?1, ?2, ?3, ?4)",
		store.OpenGrants:    "INSERT INTO shelf_open_grants (rowid, title, body, topics) VALUES (?1, ?2, ?3, ?4)",
		store.OpenStudies:   "INSERT INTO shelf_open_studies (rowid, title, body, topics) VALUES (?1, ?2, ?3, ?4)",
		store.ListedFunds:   "INSERT INTO shelf_listed_funds (rowid, title, body, topics) VALUES (?1, ?2, ?3, ?4)",
		store.ListedPilots:  "INSERT INTO shelf_listed_pilots (rowid, title, body, topics) VALUES (?1, ?2, ?3, ?4)",
		store.ListedGrants:  "INSERT INTO shelf_listed_grants (rowid, title, body, topics) VALUES (?1, ?2, ?3, ?4)",
		store.ListedStudies: "INSERT INTO shelf_listed_studies (rowid, title, body, topics) VALUES (?1, ?2, ?3, ?4)",
	}
	dropFromShelf = [shelfCount]string{
		store.NeedShelf:     "DELETE FROM shelf_needs WHERE rowid = ?1",
		store.OpenFunds:     "DELETE FROM shelf_open_funds WHERE rowid = ?1",
		store.OpenPilots:    "DELETE FROM shelf_open_pilots WHERE rowid = ?1",
		store.OpenGrants:    "DELETE FROM shelf_open_grants WHERE rowid = ?1",
		store.OpenStudies:   "DELETE FROM shelf_open_studies WHERE rowid = ?1",
		store.ListedFunds:   "DELETE FROM shelf_listed_funds WHERE rowid = ?1",
		store.ListedPilots:  "DELETE FROM shelf_listed_pilots WHERE rowid = ?1",
		store.ListedGrants:  "DELETE FROM shelf_listed_grants WHERE rowid = ?1",
		store.ListedStudies: "DELETE FROM shelf_listed_studies WHERE rowid = ?1",
	}
)

const (
	putShelved = `INSERT INTO shelved (num, shelf, version, analysis, id, product) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
		ON CONFLICT (num) DO UPDATE SET shelf = ?2, version = ?3, analysis = ?4, product = ?6`
	dropShelved = "DELETE FROM shelved WHERE num = ?1"
)

// shelve notes that a record moves to the shelf it now belongs on, off the one
// it stood on, and writes what recall says of it.
func (b *batch) shelve(e *entry, was, now matchable) error {
	b.index.shelve(e.num, was, now)
	switch {
	case now.shelf != 0:
		_, err := b.exec(b.ctx, putShelved, e.num, int64(now.shelf), int64(e.head.Version), now.analysis,
			string(e.head.ID), optional(productOf(e.Record)))
		return err
	case was.shelf != 0:
		_, err := b.exec(b.ctx, dropShelved, e.num)
		return err
	}
	return nil
}

// indexing is what a write has still to do in the full-text indexes. It is done
// at the end and in the order of row numbers: FTS5 gathers what is written in
// that order and writes it out at once, and must write it out before each
// statement on other tables that touches several rows (measured: three times
// the cost of an import).
type indexing struct {
	shelves map[int64]*shelving
	words   [tableCount]map[int64]*wording
}

// shelving is a record's text at the beginning and at the end of a write.
type shelving struct{ was, now matchable }

// wording is what a list is searched by; fresh if the index has nothing of it.
type wording struct {
	fresh       bool
	title, body string
}

func (x *indexing) shelve(num int64, was, now matchable) {
	if x.shelves == nil {
		x.shelves = map[int64]*shelving{}
	}
	if noted := x.shelves[num]; noted != nil {
		noted.now = now
		return
	}
	x.shelves[num] = &shelving{was, now}
}

func (x *indexing) word(t table, num int64, fresh bool, d *store.Document) {
	if x.words[t] == nil {
		x.words[t] = map[int64]*wording{}
	}
	if noted := x.words[t][num]; noted != nil {
		fresh = noted.fresh
	}
	x.words[t][num] = &wording{fresh, d.Title, d.Body}
}

// flush brings the full-text indexes to the end of the write.
func (b *batch) flush() error {
	nums := slices.Sorted(maps.Keys(b.index.shelves))
	for _, num := range nums {
		if s := b.index.shelves[num]; s.was.shelf != 0 && s.moves() {
			if _, err := b.exec(b.ctx, dropFromShelf[s.was.shelf], num); err != nil {
				return err
			}
		}
	}
	for _, num := range nums {
		if s := b.index.shelves[num]; s.now.shelf != 0 && s.moves() {
			if err := b.addToShelf(num, s.now); err != nil {
				return err
			}
		}
	}
	for t, words := range b.index.words {
		for _, num := range slices.Sorted(maps.Keys(words)) {
			if err := b.putWording(table(t), num, words[num]); err != nil {
				return err
			}
		}
	}
	return nil
}

// moves reports whether the index has to change.
func (s *shelving) moves() bool {
	return s.was.shelf != s.now.shelf || s.was.title != s.now.title || s.was.body != s.now.body || s.was.topics != s.now.topics
}

func (b *batch) addToShelf(num int64, m matchable) error {
	topics, err := tokensOf(m.topics)
	if err != nil {
		return err
	}
	_, err = b.exec(b.ctx, addToShelf[m.shelf], num, m.title, m.body, topics)
	return err
}

func (b *batch) putWording(t table, num int64, w *wording) error {
	if !w.fresh {
		if _, err := b.exec(b.ctx, dropWords[t], num); err != nil {
			return err
		}
	}
	_, err := b.exec(b.ctx, addWords[t], num, w.title, w.body)
	return err
}

// tokensOf returns the index tokens of a document's topics.
func tokensOf(topics string) (string, error) {
	var found []store.About
	if err := unmarshal(topics, &found); err != nil {
		return "", err
	}
	tokens := make([]string, len(found))
	for i, a := range found {
		tokens[i] = a.Token
	}
	return strings.Join(tokens, " "), nil
}

func productOf(r eic.Record) eic.ProductID {
	if o, ok := r.(*eic.Offer); ok {
		return o.Product()
	}
	return ""
}
