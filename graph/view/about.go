package view

import (
	"context"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/match"
)

// TopicLink is a topic that a need or an offer is about.
type TopicLink struct {
	*app.TopicLink
	topic *Topic
}

// Topic returns the topic.
func (v *TopicLink) Topic() *Topic { return v.topic }

// Words lists the words that name it.
func (v *TopicLink) Words() []*app.TopicWords {
	list := make([]*app.TopicWords, len(v.TopicLink.Words))
	for i := range list {
		list[i] = &v.TopicLink.Words[i]
	}
	return list
}

// about returns the views of what a record is about; a topic that is gone is left out.
func about(ctx context.Context, s *Session, links []app.TopicLink) ([]*TopicLink, error) {
	ids := make([]eic.TopicID, len(links))
	for i, l := range links {
		ids[i] = l.Topic
	}
	topics, err := many(ctx, s, ids, NewTopic)
	if err != nil {
		return nil, err
	}
	byID := make(map[eic.TopicID]*Topic, len(topics))
	for _, t := range topics {
		byID[eic.TopicID(t.ID)] = t
	}
	list := make([]*TopicLink, 0, len(links))
	for i := range links {
		if t := byID[links[i].Topic]; t != nil {
			list = append(list, &TopicLink{&links[i], t})
		}
	}
	return list, nil
}

// TopicSuggestion is a topic that a text may be about.
type TopicSuggestion struct {
	s          *Session
	suggestion app.TopicSuggestion
}

// NewSuggestion returns the view of a suggestion.
func NewSuggestion(s *Session, suggestion app.TopicSuggestion) *TopicSuggestion {
	return &TopicSuggestion{s, suggestion}
}

// Topic returns the topic.
func (v *TopicSuggestion) Topic() *Topic { return NewTopic(v.s, v.suggestion.Topic) }

// Confidence returns how sure it is, above 0, at most 1.
func (v *TopicSuggestion) Confidence() float64 { return v.suggestion.Confidence }

// Named reports whether words of the text name it.
func (v *TopicSuggestion) Named() bool { return v.suggestion.Next == nil }

// Words lists the words that name it.
func (v *TopicSuggestion) Words() []*match.Span {
	list := make([]*match.Span, len(v.suggestion.Spans))
	for i := range list {
		list[i] = &v.suggestion.Spans[i]
	}
	return list
}

// NextTo returns the named topic it is next to; nil if it is named itself.
func (v *TopicSuggestion) NextTo() *Topic {
	if v.suggestion.Next == nil {
		return nil
	}
	return NewTopic(v.s, v.suggestion.Next)
}

// Relation returns what it is to that topic; 0 if it is named itself.
func (v *TopicSuggestion) Relation() match.Relation { return v.suggestion.Relation }
