package faulttest

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
)

// Ground is a store with a cluster, a teacher and a topic in it, for clients to
// post needs to (see Poster) and share some (see Registers).
type Ground struct {
	store   atomic.Value // of held
	cluster eic.ClusterID
	teacher eic.PersonID
	topic   eic.TopicID
}

// held keeps stores of different types in one atomic value.
type held struct{ store.Store }

var (
	_ Poster    = (*Ground)(nil)
	_ Registers = (*Ground)(nil)
)

var moment = eic.NewStamp(time.Date(2031, 2, 1, 8, 0, 0, 0, time.UTC), "")

// NewGround fills an empty store, with as many needs to share as are wanted.
func NewGround(t testing.TB, s store.Store, registers int) *Ground {
	t.Helper()
	g := &Ground{cluster: eic.ClusterIDOf("ground")}
	g.On(s)
	cluster := &eic.Cluster{Head: g.head(eic.ClusterType, "ground"), Name: "Ground"}
	teacher := &eic.Person{Head: g.head(eic.PersonType, "teacher"), Name: "Teacher", Memberships: []eic.Membership{{Cluster: g.cluster, Roles: eic.SetOf(eic.Educator)}}}
	topic := &eic.Topic{Head: g.head(eic.TopicType, "topic"), Label: "topic", Lang: eic.English}
	g.teacher, g.topic = eic.PersonID(teacher.ID), eic.TopicID(topic.ID)
	changes := []store.Change{{Record: cluster}, {Record: teacher}, {Record: topic}}
	for n := range registers {
		changes = append(changes, g.posted(g.need(registerKey(n), Beginning, 1), 0))
	}
	if err := s.Commit(t.Context(), store.Write{Changes: changes}); err != nil {
		t.Fatalf("Commit: %v", err)
	}
	return g
}

// On goes on with a store over the same graph: one that was opened again, or one
// that stands before the first.
func (g *Ground) On(s store.Store) { g.store.Store(held{s}) }

// Whole is what its posts must come to.
func (g *Ground) Whole() Whole { return Whole{Each: 2, Person: g.teacher, Mutation: "post"} }

// CheckEvents fails the test unless each need has one event for each version.
func (g *Ground) CheckEvents(t testing.TB) {
	t.Helper()
	checkEvents(t.Context(), t, g.now(), needsOf(t.Context(), t, g.now()))
}

func (g *Ground) now() store.Store { return g.store.Load().(held).Store }

func (g *Ground) head(kind eic.Type, key string) eic.Head {
	cluster, external := g.cluster, eic.External{Source: "test", ID: key}
	if kind == eic.TopicType {
		cluster = ""
	}
	h := eic.Head{ID: eic.DeriveID(kind, cluster, external), Cluster: cluster, External: external, Version: 1, Created: moment, Updated: moment}
	if kind == eic.ClusterType {
		h.ID = eic.ID(g.cluster)
	}
	return h
}

func registerKey(n int) string { return fmt.Sprintf("register-%d", n) }

func (g *Ground) need(key, title string, version int64) *eic.Need {
	need := &eic.Need{Head: g.head(eic.NeedType, key), PostedBy: g.teacher, Title: title, Status: eic.NeedOpen}
	need.Version = eic.Version(version)
	return need
}

func (g *Ground) posted(need *eic.Need, from int64) store.Change {
	return store.Change{Record: need, From: eic.Version(from), Verb: "post",
		Document: &store.Document{Analysis: 1, Title: "need", Topics: []store.About{{Topic: g.topic, Token: "t0", Weight: 1}}}}
}

// Read implements Registers.
func (g *Ground) Read(ctx context.Context, n int) (Value, error) {
	found, err := g.now().Fetch(ctx, []eic.ID{g.need(registerKey(n), "", 1).ID})
	if err != nil {
		return Value{}, err
	}
	need, ok := found[0].(*eic.Need)
	if !ok {
		return Value{}, errMissing
	}
	return Value{int64(need.Version), need.Title}, nil
}

// Swap implements Registers.
func (g *Ground) Swap(ctx context.Context, n int, from int64, text string) error {
	return g.now().Commit(ctx, store.Write{Changes: []store.Change{g.posted(g.need(registerKey(n), text, from+1), from)}})
}

// Post implements Poster: two needs in one write, with their events and answer.
func (g *Ground) Post(ctx context.Context, key string) error {
	first, second := g.need(key+"-a", key, 1), g.need(key+"-b", key, 1)
	err := g.now().Commit(ctx, store.Write{
		Changes: []store.Change{g.posted(first, 0), g.posted(second, 0)},
		Answer:  &store.Answer{Key: store.Key{Person: g.teacher, Mutation: "post", Value: key}, Body: key, ID: first.ID, At: moment.At},
	})
	var e *fault.Error
	if errors.As(err, &e) && e.Detail.Code == fault.KeyReused { // an attempt whose outcome was unknown was made
		return nil
	}
	return err
}

// Look implements Poster.
func (g *Ground) Look(ctx context.Context, key string) error {
	found, err := g.now().Fetch(ctx, []eic.ID{g.need(key+"-a", key, 1).ID, g.need(key+"-b", key, 1).ID})
	if err != nil {
		return err
	}
	if found[0] == nil || found[1] == nil {
		return errMissing
	}
	return nil
}
