package sqlitestore

import (
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

// shelve moves a record to the shelf it now belongs on, off the one it stood on.
func (b *batch) shelve(e *entry, was, now matchable) error {
	moved := was.shelf != now.shelf ||
		was.title != now.title || was.body != now.body || was.topics != now.topics
	if was.shelf != 0 && moved {
		if _, err := b.exec(b.ctx, dropFromShelf[was.shelf], e.num); err != nil {
			return err
		}
	}
	if now.shelf == 0 {
		if was.shelf == 0 {
			return nil
		}
		_, err := b.exec(b.ctx, dropShelved, e.num)
		return err
	}
	if moved {
		topics, err := tokensOf(now.topics)
		if err != nil {
			return err
		}
		if _, err := b.exec(b.ctx, addToShelf[now.shelf], e.num, now.title, now.body, topics); err != nil {
			return err
		}
	}
	_, err := b.exec(b.ctx, putShelved, e.num, int64(now.shelf), int64(e.head.Version), now.analysis,
		string(e.head.ID), optional(productOf(e.Record)))
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
