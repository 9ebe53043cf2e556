package app

import (
	"context"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
)

// PublishOffer publishes an offer of a kind in {cluster, offer}. It opens at
// once unless it is sent with status DRAFT.
func (s *Service) PublishOffer(ctx context.Context, v *Viewer, kind eic.OfferKind, m Mutation) (*eic.Offer, error) {
	r, err := s.once(ctx, v, "publish "+kind.String(), m, func() (made, error) {
		r, err := s.create(ctx, v, m, kind.Type(), "offer", func(r eic.Record) error { return s.prepareOffer(ctx, v, r.(*eic.Offer)) })
		if err != nil {
			return made{}, err
		}
		if err := s.mayPublish(ctx, v, r.(*eic.Offer)); err != nil {
			return made{}, err
		}
		return s.added(ctx, r, "publish")
	})
	return as[*eic.Offer](r, err)
}

// prepareOffer fills in what a new offer does not say.
func (s *Service) prepareOffer(ctx context.Context, v *Viewer, o *eic.Offer) error {
	cluster, err := s.clusterOf(ctx, o.Cluster)
	if err != nil {
		return err
	}
	if o.OfferedBy == "" {
		o.OfferedBy = eic.PartyID(v.Person.ID)
	}
	if o.Language == "" {
		o.Language = cluster.Language()
	}
	switch o.Status {
	case 0:
		o.Status = eic.OfferOpen
	case eic.OfferDraft, eic.OfferOpen:
	default:
		return fault.At("offer.status", fault.NotOneOf, o.Status.String(), []string{"DRAFT", "OPEN"})
	}
	return nil
}

// mayPublish decides whether the viewer may publish an offer: the kind's own
// rule, and for somebody else only a steward. A pilot is published by the
// product's company.
func (s *Service) mayPublish(ctx context.Context, v *Viewer, o *eic.Offer) error {
	if !v.SpeaksFor(o.OfferedBy) {
		if err := v.must(PostForOthers, o); err != nil {
			return err
		}
	}
	var company eic.OrganizationID
	if o.Kind == eic.PilotOffer {
		var err error
		if company, err = s.companyOf(ctx, o.Product()); err != nil {
			return err
		}
	}
	return v.mustPublish(o, company)
}

func (s *Service) companyOf(ctx context.Context, id eic.ProductID) (eic.OrganizationID, error) {
	found, err := s.store.Fetch(ctx, []eic.ID{eic.ID(id)})
	if err != nil {
		return "", err
	}
	p, ok := found[0].(*eic.Product)
	if !ok {
		return "", fault.At("offer.product", fault.UnknownRef, eic.ProductType.String(), string(id))
	}
	return p.Company, nil
}

// UpdateOffer changes the fields given in {id, version, offer}.
func (s *Service) UpdateOffer(ctx context.Context, v *Viewer, m Mutation) (*eic.Offer, error) {
	return s.onOffer(ctx, v, "update offer", m, func(sub subject, o *eic.Offer) (made, error) {
		if eic.OfferLifecycle().Final(o.Status) {
			return made{}, ended(o.Status)
		}
		return s.edit(ctx, v, sub, "offer", "update", func(before, after eic.Record) error {
			old, now := before.(*eic.Offer), after.(*eic.Offer)
			if now.Status != old.Status {
				return fault.At("offer.status", fault.FixedOnce)
			}
			if now.OfferedBy != old.OfferedBy || now.Product() != old.Product() {
				return s.mayPublish(ctx, v, now)
			}
			return nil
		})
	})
}

// OpenOffer opens a draft or a paused offer in {id, version}.
func (s *Service) OpenOffer(ctx context.Context, v *Viewer, m Mutation) (*eic.Offer, error) {
	return s.stepOffer(ctx, v, "open offer", m, eic.OfferOpen, "open")
}

// PauseOffer takes an open offer in {id, version} out of every list for a while.
func (s *Service) PauseOffer(ctx context.Context, v *Viewer, m Mutation) (*eic.Offer, error) {
	return s.stepOffer(ctx, v, "pause offer", m, eic.OfferPaused, "pause")
}

// CloseOffer ends an offer in {id, version} for good.
func (s *Service) CloseOffer(ctx context.Context, v *Viewer, m Mutation) (*eic.Offer, error) {
	return s.stepOffer(ctx, v, "close offer", m, eic.OfferClosed, "close")
}

func (s *Service) stepOffer(ctx context.Context, v *Viewer, name string, m Mutation, to eic.OfferStatus, verb string) (*eic.Offer, error) {
	return s.onOffer(ctx, v, name, m, func(sub subject, o *eic.Offer) (made, error) {
		if o.Status == to {
			return made{record: o}, nil
		}
		if err := sub.fresh(); err != nil {
			return made{}, err
		}
		if _, err := eic.OfferLifecycle().Step(o.Status, to); err != nil {
			return made{}, err
		}
		o.Status = to
		return s.step(ctx, v, o, verb)
	})
}

// onOffer runs a mutation of one offer for its offerer or a steward.
func (s *Service) onOffer(ctx context.Context, v *Viewer, name string, m Mutation, do func(subject, *eic.Offer) (made, error)) (*eic.Offer, error) {
	r, err := s.once(ctx, v, name, m, func() (made, error) {
		sub, err := s.subject(ctx, v, m, eic.OfferTypes()...)
		if err != nil {
			return made{}, err
		}
		if err := v.must(Edit, sub.record); err != nil {
			return made{}, err
		}
		return do(sub, sub.record.(*eic.Offer))
	})
	return as[*eic.Offer](r, err)
}

// rehang returns the changes of the analysed forms of the pilot offers that
// hang on a product, whose words are theirs too.
func (s *Service) rehang(ctx context.Context, p *eic.Product) ([]store.Change, error) {
	ids, err := s.store.HangingOn(ctx, eic.ProductID(p.ID))
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	all := make([]eic.ID, len(ids))
	for i, id := range ids {
		all[i] = eic.ID(id)
	}
	records, err := s.store.Fetch(ctx, all)
	if err != nil {
		return nil, err
	}
	var changes []store.Change
	for _, r := range records {
		if o, ok := r.(*eic.Offer); ok {
			doc := s.document(o, p)
			changes = append(changes, store.Change{Record: o, From: o.Version, Document: &doc})
		}
	}
	return changes, nil
}
