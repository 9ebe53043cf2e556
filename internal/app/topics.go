package app

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/match"
	"github.com/edclusters/thirdplace/internal/store"
)

// knows reports whether the viewer may know of a topic: those of a cluster are for
// its members.
func (v *Viewer) knows(id eic.TopicID) bool {
	return v.May(Read, &eic.Topic{Head: eic.Head{ID: eic.ID(id), Cluster: eic.ID(id).Cluster()}})
}

// taxonomiesFor returns the taxonomies that a question about topics is put to: that
// of the cluster named or, where none is, those of all the viewer's clusters, each
// once.
func (s *Service) taxonomiesFor(v *Viewer, cluster string) ([]*taxonomy, error) {
	if !v.May(Browse, &eic.Topic{Head: eic.Head{ID: "topic-any"}}) {
		return nil, fault.New(fault.Forbidden, fault.NotMember)
	}
	if cluster != "" {
		of, err := v.cluster(cluster)
		if err != nil {
			return nil, err
		}
		return []*taxonomy{s.topics.of(of)}, nil
	}
	var list []*taxonomy
	for _, m := range v.Person.Memberships {
		if tax := s.topics.of(m.Cluster); !slices.Contains(list, tax) {
			list = append(list, tax)
		}
	}
	return list, nil
}

// Topics finds topics for somebody who types, in the viewer's language first. Those
// of a cluster are among them if it is the one named or, where none is, one of the
// viewer's: the best of each taxonomy then take turns.
func (s *Service) Topics(_ context.Context, v *Viewer, search, cluster string, first int) ([]*eic.Topic, error) {
	if first < 1 || first > maxFirst {
		return nil, fault.At("first", fault.OutOfRange, first, 1, maxFirst)
	}
	taxonomies, err := s.taxonomiesFor(v, cluster)
	if err != nil {
		return nil, err
	}
	query, err := eic.ParseName(match.Normalize(search))
	if err != nil {
		return nil, atPath("search", err)
	}
	lang := v.Language()
	if lang == "" {
		lang = eic.English
	}
	found := make([][]eic.TopicID, len(taxonomies))
	for i, tax := range taxonomies {
		found[i] = tax.Search(query, lang, first)
	}
	var list []*eic.Topic
	seen := map[eic.TopicID]bool{}
	for place := range first {
		for i, ids := range found {
			if place < len(ids) && !seen[ids[place]] && len(list) < first {
				seen[ids[place]] = true
				list = append(list, s.stored(taxonomies[i], ids[place]))
			}
		}
	}
	return list, nil
}

// stored returns a topic as it is stored, without what a cluster adds to it.
func (s *Service) stored(in *taxonomy, id eic.TopicID) *eic.Topic {
	if t := s.topics.of("").Topic(id); t != nil {
		return t
	}
	return in.Topic(id)
}

// TopicSuggestion is a topic that a text may be about.
type TopicSuggestion struct {
	match.Suggestion
	Topic *eic.Topic
	Next  *eic.Topic // that it is next to; nil if the text names it
}

// TextToRead is a text that topics are looked for in.
type TextToRead struct {
	Text     string
	Language string // it is said to be in; may be empty
	Cluster  string // by whose topics; "": those of the viewer's clusters
}

// SuggestTopics returns the topics that a text names, the surest first, then those
// that are next to them. Nothing is stored. The text has at most MaxDescription
// runes.
func (s *Service) SuggestTopics(_ context.Context, v *Viewer, in TextToRead, first int) ([]TopicSuggestion, error) {
	var faults fault.Fields
	if first < 1 || first > maxFirst {
		faults.Say("first", fault.OutOfRange, first, 1, maxFirst)
	}
	_, err := eic.ParseDescription(in.Text)
	faults.Add("text", err)
	lang, err := eic.ParseLanguage(in.Language)
	faults.Add("language", err)
	if err := faults.Err(); err != nil {
		return nil, fault.Wrap("suggest topics", err)
	}
	taxonomies, err := s.taxonomiesFor(v, in.Cluster)
	if err != nil {
		return nil, err
	}
	var list []TopicSuggestion
	seen := map[eic.TopicID]bool{}
	for _, tax := range taxonomies {
		for _, f := range tax.Suggest(in.Text, s.analyse("", in.Text), match.Given{Language: lang}, first) {
			if !seen[f.Topic] {
				seen[f.Topic] = true
				suggestion := TopicSuggestion{Suggestion: f, Topic: s.stored(tax, f.Topic)}
				if f.Next != "" {
					suggestion.Next = s.stored(tax, f.Next)
				}
				list = append(list, suggestion)
			}
		}
	}
	if len(taxonomies) > 1 {
		slices.SortStableFunc(list, compareTopicSuggestions)
	}
	return list[:min(len(list), first)], nil
}

// compareTopicSuggestions puts what is named first, then the surest.
func compareTopicSuggestions(a, b TopicSuggestion) int {
	if (a.Next == nil) != (b.Next == nil) {
		if a.Next == nil {
			return -1
		}
		return 1
	}
	return cmp.Compare(b.Confidence, a.Confidence)
}

// ownTopicsFilter is what a list of a cluster's own topics is of.
type ownTopicsFilter struct {
	Cluster eic.ClusterID
	Extends eic.TopicID // additions to this topic alone
}

// OwnTopics lists the topics that a cluster has of its own, by what they are called,
// to its members: those that are retired as well.
func (s *Service) OwnTopics(ctx context.Context, v *Viewer, args ListArgs) (*List[*eic.Topic], error) {
	f, cluster, err := s.filter(v, args, eic.TopicType)
	if err != nil {
		return nil, err
	}
	filter := ownTopicsFilter{Cluster: cluster}
	ref(f, "extends", &filter.Extends, eic.TopicType)
	return page(ctx, s, "own topics", args, f, filter, s.ownTopics)
}

func (s *Service) ownTopics(ctx context.Context, filter ownTopicsFilter, page store.Page) ([]*eic.Topic, error) {
	topics, err := s.store.Topics(ctx, filter.Cluster)
	if err != nil {
		return nil, err
	}
	topics = slices.DeleteFunc(topics, func(t *eic.Topic) bool {
		return filter.Extends != "" && t.Extends != filter.Extends || compareKeys(t, page.AfterKey, page.AfterID) <= 0
	})
	slices.SortFunc(topics, func(a, b *eic.Topic) int { return compareKeys(a, store.ListKey(b), b.ID) })
	return topics[:min(len(topics), page.Limit)], nil
}

func compareKeys(t *eic.Topic, key string, id eic.ID) int {
	return cmp.Or(strings.Compare(store.ListKey(t), key), strings.Compare(string(t.ID), string(id)))
}

// Additions lists what the viewer's clusters add to a shared topic, but what is
// retired of it.
func (s *Service) Additions(v *Viewer, to eic.TopicID) (list []*eic.Topic) {
	for _, m := range v.Person.Memberships {
		for _, t := range s.topics.ofCluster(m.Cluster) {
			if t.Extends == to && !t.Retired {
				list = append(list, t)
			}
		}
	}
	return list
}
