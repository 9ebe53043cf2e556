package app

import (
	"context"
	"sync/atomic"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/match"
	"github.com/edclusters/thirdplace/internal/store"
)

// taxonomies holds the taxonomy in use; it is replaced as a whole.
type taxonomies struct{ now atomic.Pointer[taxonomy] }

type taxonomy struct {
	*match.Taxonomy
	digest string
}

func (t *taxonomies) current() *match.Taxonomy { return t.now.Load().Taxonomy }

// digest names the state of the taxonomy in use.
func (t *taxonomies) digest() string { return t.now.Load().digest }

// shipTopics stores the shipped topics that the store has not got as they are,
// in one write.
func (s *Service) shipTopics(ctx context.Context) error {
	files, err := shippedFiles()
	if err != nil {
		return fault.Wrap("read shipped topics", err)
	}
	topics, err := readShipped(files)
	if err != nil {
		return err
	}
	ids := make([]eic.ID, len(topics))
	for i, t := range topics {
		ids[i] = t.ID
	}
	there, err := s.store.Fetch(ctx, ids)
	if err != nil {
		return err
	}
	var write store.Write
	for i, t := range topics {
		t.Created = eic.NewStamp(s.now(), "")
		if there[i] != nil {
			if same(there[i], t) {
				continue
			}
			t.Created = there[i].Header().Created
			t.Version = there[i].Header().Version
		}
		t.Updated = eic.NewStamp(s.now(), "")
		t.Version++
		write.Changes = append(write.Changes, store.Change{Record: t, From: t.Version - 1, Verb: "ship"})
	}
	if len(write.Changes) == 0 {
		return nil
	}
	return s.store.Commit(ctx, write)
}

// reloadTopics reads all topics and makes them the taxonomy in use. Features
// made with the old one are dropped.
func (s *Service) reloadTopics(ctx context.Context) error {
	topics, err := s.store.Topics(ctx)
	if err != nil {
		return err
	}
	tax, err := match.NewTaxonomy(topics)
	if err != nil {
		return err
	}
	s.topics.now.Store(&taxonomy{tax, digest(topics)})
	s.features.drop(tax)
	return nil
}

// Topics finds topics for somebody who types, in the viewer's language first.
func (s *Service) Topics(_ context.Context, v *Viewer, search string, first int) ([]*eic.Topic, error) {
	if first < 1 || first > maxFirst {
		return nil, fault.At("first", fault.OutOfRange, first, 1, maxFirst)
	}
	if !v.May(Browse, &eic.Topic{Head: eic.Head{ID: "topic-any"}}) {
		return nil, fault.New(fault.Forbidden, fault.NotMember)
	}
	query, err := eic.ParseName(match.Normalize(search))
	if err != nil {
		return nil, atPath("search", err)
	}
	tax := s.topics.current()
	lang := v.Language()
	if lang == "" {
		lang = eic.English
	}
	var list []*eic.Topic
	for _, id := range tax.Search(query, lang, first) {
		list = append(list, tax.Topic(id))
	}
	return list, nil
}

// TopicName returns a topic's label in a language, or its id if it is unknown.
func (s *Service) TopicName(id eic.TopicID, lang eic.Language) string {
	if t := s.topics.current().Topic(id); t != nil {
		return t.Name(lang)
	}
	return string(id)
}
