package graph

import (
	"context"

	"github.com/edclusters/thirdplace/graph/model"
	"github.com/edclusters/thirdplace/graph/view"
	"github.com/edclusters/thirdplace/internal/app"
)

// Topics finds topics by their labels.
func (q query) Topics(ctx context.Context, search string, cluster *string, first *int) ([]*view.Topic, error) {
	s, v, err := root(q).session(ctx)
	if err != nil {
		return nil, err
	}
	found, err := q.app.Topics(ctx, v, search, textOr(cluster), view.First(first, view.Matches))
	return views(s, found, view.NewTopic), err
}

// SuggestTopics finds what a text may be about.
func (q query) SuggestTopics(ctx context.Context, text string, language, cluster *string, first *int) ([]*view.TopicSuggestion, error) {
	s, v, err := root(q).session(ctx)
	if err != nil {
		return nil, err
	}
	in := app.TextToRead{Text: text, Language: textOr(language), Cluster: textOr(cluster)}
	found, err := q.app.SuggestTopics(ctx, v, in, view.First(first, view.Matches))
	return views(s, found, view.NewSuggestion), err
}

// OwnTopics lists what a cluster has of its own.
func (q query) OwnTopics(ctx context.Context, filter map[string]any, first *int, after *string) (*view.TopicConnection, error) {
	c, err := list(ctx, q, filter, first, after, q.app.OwnTopics, view.NewTopic)
	return &view.TopicConnection{Connection: c}, err
}

// textOr returns a text, "" for none.
func textOr(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// CreateTopic gives a cluster a topic of its own.
func (m mutation) CreateTopic(ctx context.Context, input map[string]any) (*model.CreateTopicPayload, error) {
	return change(ctx, m, input, m.app.CreateTopic, view.NewTopic, func(t *view.Topic) *model.CreateTopicPayload {
		return &model.CreateTopicPayload{Topic: t}
	})
}

// UpdateTopic changes a cluster's own topic.
func (m mutation) UpdateTopic(ctx context.Context, input map[string]any) (*model.UpdateTopicPayload, error) {
	return change(ctx, m, input, m.app.UpdateTopic, view.NewTopic, func(t *view.Topic) *model.UpdateTopicPayload {
		return &model.UpdateTopicPayload{Topic: t}
	})
}

// RetireTopic takes a cluster's own topic out of use.
func (m mutation) RetireTopic(ctx context.Context, input map[string]any) (*model.RetireTopicPayload, error) {
	return change(ctx, m, input, m.app.RetireTopic, view.NewTopic, func(t *view.Topic) *model.RetireTopicPayload {
		return &model.RetireTopicPayload{Topic: t}
	})
}

// RestoreTopic takes a retired topic into use again.
func (m mutation) RestoreTopic(ctx context.Context, input map[string]any) (*model.RestoreTopicPayload, error) {
	return change(ctx, m, input, m.app.RestoreTopic, view.NewTopic, func(t *view.Topic) *model.RestoreTopicPayload {
		return &model.RestoreTopicPayload{Topic: t}
	})
}
