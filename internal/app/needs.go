package app

import (
	"context"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

// PostNeed posts a need in {cluster, need}. Where the cluster reviews needs it
// waits for a steward, unless a steward posts it. A need sent with status DRAFT
// stays one.
func (s *Service) PostNeed(ctx context.Context, v *Viewer, m Mutation) (*eic.Need, error) {
	r, err := s.once(ctx, v, "post need", m, func() (made, error) {
		r, err := s.create(ctx, v, m, eic.NeedType, "need", func(r eic.Record) error {
			cluster, err := s.clusterOf(ctx, r.Header().Cluster)
			if err != nil {
				return err
			}
			return prepareNeed(v, r.(*eic.Need), cluster, "need.status")
		})
		if err != nil {
			return made{}, err
		}
		return s.added(ctx, r, "post")
	})
	return as[*eic.Need](r, err)
}

// prepareNeed fills in what a new need does not say and decides whether the
// viewer may post it.
func prepareNeed(v *Viewer, n *eic.Need, cluster *eic.Cluster, path string) error {
	if n.PostedBy == "" {
		n.PostedBy = v.ID()
	}
	if n.Language == "" {
		n.Language = cluster.Language()
	}
	verb := Post
	if n.PostedBy != v.ID() {
		verb = PostForOthers
	}
	if err := v.must(verb, n); err != nil {
		return err
	}
	return firstStatus(n, cluster, v.isSteward(n.Cluster), path)
}

// firstStatus decides in which state a need begins.
func firstStatus(n *eic.Need, c *eic.Cluster, steward bool, path string) error {
	switch n.Status {
	case eic.NeedDraft:
	case 0, eic.NeedOpen, eic.NeedInReview:
		n.Status = eic.NeedOpen
		if c.Review && !steward {
			n.Status = eic.NeedInReview
		}
	default:
		return fault.At(path, fault.NotOneOf, n.Status.String(), []string{"DRAFT", "IN_REVIEW", "OPEN"})
	}
	return nil
}

// UpdateNeed changes the fields given in {id, version, need}. Its author cannot
// give it to somebody else; states change by the other mutations.
func (s *Service) UpdateNeed(ctx context.Context, v *Viewer, m Mutation) (*eic.Need, error) {
	return s.onNeed(ctx, v, "update need", m, Edit, func(sub subject, n *eic.Need) (made, error) {
		if eic.NeedLifecycle(true).Final(n.Status) {
			return made{}, ended(n.Status)
		}
		return s.edit(ctx, v, sub, "need", "update", func(before, after eic.Record) error {
			old, now := before.(*eic.Need), after.(*eic.Need)
			if now.Status != old.Status {
				return fault.At("need.status", fault.FixedOnce)
			}
			if now.PostedBy != old.PostedBy {
				return v.must(PostForOthers, old)
			}
			return nil
		})
	})
}

// ended is the Conflict of changing what nothing can follow.
func ended[S eic.Enum](state S) error {
	return fault.New(fault.Conflict, fault.IllegalState, state.String(), state.String())
}

// SubmitNeed takes a draft in {id, version} to review, or opens it where the
// cluster does not review or a steward submits it.
func (s *Service) SubmitNeed(ctx context.Context, v *Viewer, m Mutation) (*eic.Need, error) {
	return s.onNeed(ctx, v, "submit need", m, Edit, func(sub subject, n *eic.Need) (made, error) {
		cluster, err := s.clusterOf(ctx, n.Cluster)
		if err != nil {
			return made{}, err
		}
		to := eic.NeedOpen
		if cluster.Review && !v.isSteward(n.Cluster) {
			to = eic.NeedInReview
		}
		if n.Status == eic.NeedOpen || n.Status == eic.NeedInReview { // submitted already
			return made{record: n}, nil
		}
		n.Returned = ""
		return s.stepNeed(ctx, v, sub, n, eic.NeedLifecycle(to == eic.NeedInReview), to, "submit")
	})
}

// ApproveNeed opens a need in {id, version} that waits for review.
func (s *Service) ApproveNeed(ctx context.Context, v *Viewer, m Mutation) (*eic.Need, error) {
	return s.onNeed(ctx, v, "approve need", m, Decide, func(sub subject, n *eic.Need) (made, error) {
		return s.stepNeed(ctx, v, sub, n, eic.NeedLifecycle(true), eic.NeedOpen, "approve")
	})
}

// ReturnNeed sends a need in {id, version, reason} back to its author as a
// draft; the reason is needed and shown to the author.
func (s *Service) ReturnNeed(ctx context.Context, v *Viewer, m Mutation) (*eic.Need, error) {
	return s.onNeed(ctx, v, "return need", m, Decide, func(sub subject, n *eic.Need) (made, error) {
		reason := ""
		text(sub.form, "reason", &reason, eic.ParseNote)
		sub.form.require("reason")
		screenedText(sub.form, "reason", reason)
		if err := sub.form.shared.faults.Err(); err != nil {
			return made{}, err
		}
		if n.Status != eic.NeedDraft {
			n.Returned = reason
		}
		return s.stepNeed(ctx, v, sub, n, eic.NeedLifecycle(true), eic.NeedDraft, "return")
	})
}

// WithdrawNeed ends a need in {id, version} because its author no longer looks.
func (s *Service) WithdrawNeed(ctx context.Context, v *Viewer, m Mutation) (*eic.Need, error) {
	return s.onNeed(ctx, v, "withdraw need", m, Edit, func(sub subject, n *eic.Need) (made, error) {
		return s.stepNeed(ctx, v, sub, n, eic.NeedLifecycle(true), eic.NeedWithdrawn, "withdraw")
	})
}

// onNeed runs a mutation of one need for somebody who may do the verb with it.
func (s *Service) onNeed(ctx context.Context, v *Viewer, name string, m Mutation, verb Verb, do func(subject, *eic.Need) (made, error)) (*eic.Need, error) {
	r, err := s.once(ctx, v, name, m, func() (made, error) {
		sub, err := s.subject(ctx, v, m, eic.NeedType)
		if err != nil {
			return made{}, err
		}
		if err := v.must(verb, sub.record); err != nil {
			return made{}, err
		}
		return do(sub, sub.record.(*eic.Need))
	})
	return as[*eic.Need](r, err)
}

// stepNeed takes a need to a state: already there is fine, then the version
// must be the current one, then the step must be legal.
func (s *Service) stepNeed(ctx context.Context, v *Viewer, sub subject, n *eic.Need, steps eic.Lifecycle[eic.NeedStatus], to eic.NeedStatus, verb string) (made, error) {
	if n.Status == to {
		return made{record: n}, nil
	}
	if err := sub.fresh(); err != nil {
		return made{}, err
	}
	if _, err := steps.Step(n.Status, to); err != nil {
		return made{}, err
	}
	n.Status = to
	return s.step(ctx, v, n, verb)
}

// as gives a record its type; an error passes.
func as[R eic.Record](r eic.Record, err error) (R, error) {
	var none R
	if err != nil {
		return none, err
	}
	typed, ok := r.(R)
	if !ok {
		return none, fault.Missing("record", "")
	}
	return typed, nil
}

// clusterOf reads a cluster.
func (s *Service) clusterOf(ctx context.Context, id eic.ClusterID) (*eic.Cluster, error) {
	found, err := s.store.Fetch(ctx, []eic.ID{eic.ID(id)})
	if err != nil {
		return nil, err
	}
	c, ok := found[0].(*eic.Cluster)
	if !ok {
		return nil, fault.Missing(eic.ClusterType.String(), string(id))
	}
	return c, nil
}
