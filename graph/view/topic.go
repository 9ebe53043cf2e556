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

// Label returns what the topic is called in a language; nil is the reader's. What
// only adds labels of other languages, or ties, is called as what it adds to.
func (v *Topic) Label(ctx context.Context, lang *string) (string, error) {
	called := v.s.Language(ctx)
	if lang != nil {
		called = eic.Language(*lang)
	}
	if v.Topic.Label == "" {
		if extended, err := v.Extends(ctx); extended != nil || err != nil {
			return extended.nameOr(called), err
		}
	}
	return v.Name(called), nil
}

func (v *Topic) nameOr(lang eic.Language) string {
	if v == nil {
		return ""
	}
	return v.Name(lang)
}

// Extends returns the shared topic that it adds to.
func (v *Topic) Extends(ctx context.Context) (*Topic, error) {
	return one(ctx, v.s, eic.ID(v.Topic.Extends), NewTopic)
}

// Additions lists what the reader's clusters add to it.
func (v *Topic) Additions() []*Topic {
	added := v.s.app.Additions(v.s.viewer, eic.TopicID(v.Topic.ID))
	list := make([]*Topic, len(added))
	for i, t := range added {
		list[i] = NewTopic(v.s, t)
	}
	return list
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

// Why says why.
func (v *Bridge) Why() *string { return said(v.Bridge.Why) }
