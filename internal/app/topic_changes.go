package app

import (
	"context"
	"maps"
	"slices"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
)

// mostOwnTopics is how many topics a cluster may have of its own through the API.
const mostOwnTopics = 5_000

// CreateTopic gives a cluster a topic of its own, by a steward of it: {cluster,
// topic, ambiguous}. One that extends a shared topic adds labels and ties to it.
func (s *Service) CreateTopic(ctx context.Context, v *Viewer, m Mutation) (*eic.Topic, error) {
	return s.changeTopics(ctx, v, "create topic", m, func(input Mutation, ambiguous bool) (made, error) {
		r, err := s.create(ctx, v, input, eic.TopicType, "topic", func(r eic.Record) error { return v.must(Record, r) })
		if err != nil {
			return made{}, err
		}
		topic := r.(*eic.Topic)
		there, err := s.store.Topics(ctx, topic.Cluster)
		if err != nil {
			return made{}, err
		}
		if len(there) >= mostOwnTopics {
			return made{}, fault.At("topic", fault.TooMany, mostOwnTopics, len(there)+1)
		}
		if err := s.checkTopic(&eic.Topic{}, topic, ambiguous); err != nil {
			return made{}, err
		}
		v.signBridges(topic)
		return s.added(ctx, topic, "record")
	})
}

// UpdateTopic changes the fields given in {id, version, topic, ambiguous}.
func (s *Service) UpdateTopic(ctx context.Context, v *Viewer, m Mutation) (*eic.Topic, error) {
	return s.changeTopics(ctx, v, "update topic", m, func(input Mutation, ambiguous bool) (made, error) {
		sub, err := s.ownTopic(ctx, v, input)
		if err != nil {
			return made{}, err
		}
		return s.edit(ctx, v, sub, "topic", "update", func(before, after eic.Record) error {
			was, is := before.(*eic.Topic), after.(*eic.Topic)
			if was.Extends != is.Extends {
				return fault.At("topic.extends", fault.FixedOnce)
			}
			if err := s.checkTopic(was, is, ambiguous || is.Retired); err != nil {
				return err
			}
			v.signBridges(is)
			return nil
		})
	})
}

// RetireTopic takes a cluster's own topic out of use: {id, version}. No text is
// about it any more and nobody is offered it; the needs and offers whose authors
// chose it keep it, and are matched by everything else they say.
func (s *Service) RetireTopic(ctx context.Context, v *Viewer, m Mutation) (*eic.Topic, error) {
	return s.changeTopics(ctx, v, "retire topic", m, func(input Mutation, _ bool) (made, error) {
		return s.setRetired(ctx, v, input, true, "retire")
	})
}

// RestoreTopic takes a retired topic into use again: {id, version, ambiguous}.
func (s *Service) RestoreTopic(ctx context.Context, v *Viewer, m Mutation) (*eic.Topic, error) {
	return s.changeTopics(ctx, v, "restore topic", m, func(input Mutation, ambiguous bool) (made, error) {
		return s.setRetired(ctx, v, input, ambiguous, "restore")
	})
}

// setRetired retires or restores a topic. What it already is, whatever the version
// sent, is no change.
func (s *Service) setRetired(ctx context.Context, v *Viewer, m Mutation, ambiguous bool, verb string) (made, error) {
	sub, err := s.ownTopic(ctx, v, m)
	if err != nil {
		return made{}, err
	}
	if err := sub.form.done(); err != nil {
		return made{}, err
	}
	topic, retired := sub.record.(*eic.Topic), verb == "retire"
	if topic.Retired == retired {
		return made{record: topic}, nil
	}
	if err := sub.fresh(); err != nil {
		return made{}, err
	}
	if !retired {
		if err := s.checkTopic(&eic.Topic{}, topic, ambiguous); err != nil {
			return made{}, err
		}
	}
	topic.Retired = retired
	return s.step(ctx, v, topic, verb)
}

// ownTopic reads the topic that a mutation is about.
func (s *Service) ownTopic(ctx context.Context, v *Viewer, m Mutation) (subject, error) {
	sub, err := s.subject(ctx, v, m, eic.TopicType)
	if err != nil {
		return subject{}, err
	}
	return sub, v.must(Edit, sub.record)
}

// changeTopics runs a mutation of a cluster's topics under its idempotency key, and
// has what follows from it follow. Ambiguous says that labels may mean other topics
// too.
func (s *Service) changeTopics(ctx context.Context, v *Viewer, name string, m Mutation, do func(Mutation, bool) (made, error)) (*eic.Topic, error) {
	ambiguous := false
	r, err := s.once(ctx, v, name, m, func() (made, error) {
		f := newForm(m.Input, "", byID, false)
		f.boolean("ambiguous", &ambiguous, false)
		if err := f.shared.faults.Err(); err != nil {
			return made{}, err
		}
		input := maps.Clone(m.Input)
		delete(input, "ambiguous")
		return do(Mutation{Input: input, Key: m.Key}, ambiguous)
	})
	topic, err := as[*eic.Topic](r, err)
	if err != nil {
		return nil, err
	}
	s.topicsChanged(ctx, topic.Cluster)
	return topic, nil
}

// signBridges says of the bridges that have no author yet that the viewer is.
func (v *Viewer) signBridges(t *eic.Topic) {
	for i := range t.Bridges {
		if t.Bridges[i].Author == "" {
			t.Bridges[i].Author = string(v.ID())
		}
	}
}

// checkTopic refuses what is sound by itself and not in its taxonomy: a label that
// means another topic already, unless that is said; a circle; a bridge that nobody
// gives a reason for. Only what was not there before is looked at.
func (s *Service) checkTopic(before, after *eic.Topic, ambiguous bool) error {
	var faults fault.Fields
	tax := s.topics.of(after.Cluster)
	known := map[string]bool{before.Label: true}
	for _, l := range before.AltLabels {
		known[l.Text] = true
	}
	check := func(path, label string) {
		if !known[label] {
			checkLabel(&faults, tax, path, label, after.Subject(), ambiguous)
		}
	}
	check("topic.label", after.Label)
	for i, l := range after.AltLabels {
		check(at("topic.altLabels", i)+".label", l.Text)
	}
	for i, id := range after.Broader {
		if tax.isBelow(id, after.Subject()) {
			faults.Say(at("topic.broader", i), fault.SelfRef)
		}
	}
	for i, b := range after.Bridges {
		if b.Why == "" && !slices.Contains(before.Bridges, b) {
			faults.Say(at("topic.bridges", i)+".why", fault.Required)
		}
	}
	return faults.Err()
}

func checkLabel(faults *fault.Fields, tax *taxonomy, path, label string, of eic.TopicID, ambiguous bool) {
	others, counts := tax.Labelled(label)
	if !counts {
		faults.Say(path, fault.NoLabel, label)
		return
	}
	others = slices.DeleteFunc(others, func(id eic.TopicID) bool { return id == of })
	if len(others) > 0 && !ambiguous {
		faults.Say(path, fault.LabelTaken, label, tax.Topic(others[0]).Label)
	}
}

// isBelow reports whether a topic is another one or below it.
func (t *taxonomy) isBelow(id, above eic.TopicID) bool {
	seen := map[eic.TopicID]bool{id: true}
	for queue := []eic.TopicID{id}; len(queue) > 0; queue = queue[1:] {
		if queue[0] == above {
			return true
		}
		topic := t.Topic(queue[0])
		if topic == nil {
			continue
		}
		for _, next := range topic.Broader {
			if !seen[next] {
				seen[next] = true
				queue = append(queue, next)
			}
		}
	}
	return false
}

// topicsChanged has what follows from a change of a cluster's topics follow: its
// texts are linked anew, at once in a small cluster, else in the background. The
// change is made; what fails here is logged, and made up for at the next change or
// start, since the statistics say by which taxonomy they were counted.
func (s *Service) topicsChanged(ctx context.Context, cluster eic.ClusterID) {
	ctx = context.WithoutCancel(ctx)
	if err := s.readOwn(ctx, cluster); err != nil {
		s.log.ErrorContext(ctx, "topics not read", "cluster", cluster, "error", err)
		return
	}
	texts := 0
	for _, side := range []store.Side{store.OfferSide, store.NeedSide} {
		newest, err := s.stats.get(ctx, series{cluster, side}, 0)
		if err != nil {
			s.log.ErrorContext(ctx, "topics not found anew", "cluster", cluster, "error", err)
			return
		}
		texts += newest.stats.Documents()
	}
	if texts <= small {
		s.linkAnew(ctx, cluster)
		return
	}
	s.stats.work.Go(func() { s.linkAnew(ctx, cluster) })
}

// readOwn reads the topics of one cluster and puts them to use.
func (s *Service) readOwn(ctx context.Context, cluster eic.ClusterID) error {
	s.topics.reading.Lock()
	defer s.topics.reading.Unlock()
	topics, err := s.store.Topics(ctx, cluster)
	if err == nil {
		s.topics.setOwn(cluster, topics)
		s.lately.changed(cluster, s.now()) // all texts are looked at anyway
	}
	return err
}

// linkAnew finds the topics of a cluster's texts anew where they were found by
// another taxonomy. One cluster is gone through once at a time: whoever waited
// finds what was to be done done, or its own change left to do.
func (s *Service) linkAnew(ctx context.Context, cluster eic.ClusterID) {
	defer s.topics.linking(cluster)()
	stale, err := s.stale(ctx, cluster, true)
	if err == nil && stale {
		err = s.renew(ctx, cluster)
	}
	if err != nil {
		s.log.ErrorContext(ctx, "topics not found anew", "cluster", cluster, "error", err)
	}
}
