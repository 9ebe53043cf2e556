package view

import (
	"context"

	"github.com/edclusters/thirdplace/internal/eic"
)

// Topic is a concept of the taxonomy.
type Topic struct {
	record
	*eic.Topic
}

// NewTopic returns the view of a topic.
func NewTopic(s *Session, t *eic.Topic) *Topic { return &Topic{record{s, t}, t} }

// Label returns what the topic is called in a language; nil is the reader's.
func (v *Topic) Label(ctx context.Context, lang *string) string {
	if lang != nil {
		return v.Name(eic.Language(*lang))
	}
	return v.Name(v.s.Language(ctx))
}

// Description says what the topic means.
func (v *Topic) Description() *string { return said(v.Topic.Description) }

// Grades returns the grades the topic is taught in.
func (v *Topic) Grades() []eic.GradeLevel { return v.Topic.Grades.Values() }

// Broader returns more general topics.
func (v *Topic) Broader(ctx context.Context) ([]*Topic, error) {
	return many(ctx, v.s, v.Topic.Broader, NewTopic)
}

// Related returns topics next to it.
func (v *Topic) Related(ctx context.Context) ([]*Topic, error) {
	return many(ctx, v.s, v.Topic.Related, NewTopic)
}

// Bridges lists ties between what is taught and who knows it.
func (v *Topic) Bridges() []*Bridge {
	list := make([]*Bridge, len(v.Topic.Bridges))
	for i := range list {
		list[i] = &Bridge{v.s, &v.Topic.Bridges[i]}
	}
	return list
}

// Bridge is a tie between two topics.
type Bridge struct {
	s *Session
	*eic.Bridge
}

// To returns the topic at the other end.
func (v *Bridge) To(ctx context.Context) (*Topic, error) {
	return one(ctx, v.s, eic.ID(v.Bridge.To), NewTopic)
}

// Author says who made the tie.
func (v *Bridge) Author() *string { return said(v.Bridge.Author) }
