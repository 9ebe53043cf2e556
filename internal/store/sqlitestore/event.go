package sqlitestore

import (
	"context"
	"time"

	lib "modernc.org/sqlite/lib"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
)

const (
	addEvent = `INSERT INTO event (cluster, number, side, record, version, verb, at, by)
		VALUES (?1, 1 + ifnull((SELECT max(number) FROM event WHERE cluster = ?1), 0), ?2, ?3, ?4, ?5, ?6, ?7)`
	eventsAfter = `SELECT number, record, version, verb, at, by FROM event
		WHERE cluster = ?1 AND number > ?2 ORDER BY number LIMIT ?3`
)

// event notes that a change happened, if it has a verb.
func (b *batch) event(change store.Change) error {
	if change.Verb == "" {
		return nil
	}
	h := change.Record.Header()
	_, err := b.exec(b.ctx, addEvent, string(h.Cluster), int64(store.SideOf(h.ID.Type())), string(h.ID),
		int64(h.Version), change.Verb, h.Updated.At.UnixMilli(), string(h.Updated.By))
	return err
}

// Events implements store.Writer.
func (s *Store) Events(ctx context.Context, cluster eic.ClusterID, after int64, limit int) (events []store.Event, err error) {
	err = s.read(ctx, "events", func(c *conn) error {
		return c.query(ctx, func(r row) error {
			events = append(events, store.Event{
				Number: r.int(0), Cluster: cluster, Record: eic.ID(r.text(1)),
				Version: eic.Version(r.int(2)), Verb: r.text(3),
				Stamp: eic.NewStamp(time.UnixMilli(r.int(4)), eic.PersonID(r.text(5))),
			})
			return nil
		}, eventsAfter, string(cluster), after, max(limit, 0))
	})
	return events, s.failure("read events", err)
}

const (
	addAnswer  = "INSERT INTO answer (person, mutation, key, body, record, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
	readAnswer = "SELECT body, record, at FROM answer WHERE person = ?1 AND mutation = ?2 AND key = ?3"

	dropAnswers = "DELETE FROM answer WHERE at < ?1"
	dropEvents  = `DELETE FROM event WHERE at < ?1
		AND number < (SELECT max(newest.number) FROM event newest WHERE newest.cluster = event.cluster)`
	dropEntries     = "DELETE FROM audit WHERE at < ?1"
	dropCredentials = "DELETE FROM credential WHERE over < ?1"
)

// answer keeps what a key is answered with; a key that was used is a Conflict.
func (b *batch) answer(a *store.Answer) error {
	if a == nil {
		return nil
	}
	_, err := b.exec(b.ctx, addAnswer, string(a.Key.Person), a.Key.Mutation, a.Key.Value, a.Body, string(a.ID), a.At.UnixMilli())
	if violated(err, lib.SQLITE_CONSTRAINT_PRIMARYKEY) {
		return fault.New(fault.Conflict, fault.KeyReused, a.Key.Value)
	}
	return err
}

// Answered implements store.Writer.
func (s *Store) Answered(ctx context.Context, key store.Key) (answer *store.Answer, err error) {
	err = s.read(ctx, "answered", func(c *conn) error {
		_, err := c.one(ctx, func(r row) error {
			answer = &store.Answer{Key: key, Body: r.text(0), ID: eic.ID(r.text(1)), At: time.UnixMilli(r.int(2)).UTC()}
			return nil
		}, readAnswer, string(key.Person), key.Mutation, key.Value)
		return err
	})
	return answer, s.failure("read answer", err)
}

// Forget implements store.Writer.
func (s *Store) Forget(ctx context.Context, what store.Kept, before time.Time) (int, error) {
	drop := map[store.Kept]string{store.Answers: dropAnswers, store.Events: dropEvents, store.Entries: dropEntries, store.Credentials: dropCredentials}[what]
	var n int64
	err := s.change(ctx, "forget", func(c *conn) (err error) {
		n, err = c.exec(context.WithoutCancel(ctx), drop, before.UnixMilli())
		return err
	})
	return int(n), s.failure("forget", err)
}
