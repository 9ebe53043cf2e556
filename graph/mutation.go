package graph

import (
	"context"

	"github.com/edclusters/thirdplace/graph/model"
	"github.com/edclusters/thirdplace/graph/view"
	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
)

// mutation answers the fields of Mutation.
type mutation root

type changer[R eic.Record] func(context.Context, *app.Viewer, app.Mutation) (R, error)

// change has a use case change a record and shows it in a session that
// remembers nothing from before.
func change[R eic.Record, V, P any](ctx context.Context, m mutation, input map[string]any, do changer[R], wrap func(*view.Session, R) V, payload func(V) *P) (*P, error) {
	s, v, err := root(m).session(ctx)
	if err != nil {
		return nil, err
	}
	r, err := do(ctx, v, app.Mutation{Input: given(ctx, "input", input), Key: s.IdempotencyKey})
	if err != nil {
		return nil, err
	}
	after := s.Fresh()
	if _, err := after.Viewer(ctx); err != nil {
		return nil, err
	}
	return payload(wrap(after, r)), nil
}

// PostNeed posts a need.
func (m mutation) PostNeed(ctx context.Context, input map[string]any) (*model.PostNeedPayload, error) {
	return change(ctx, m, input, m.app.PostNeed, view.NewNeed, func(n *view.Need) *model.PostNeedPayload {
		return &model.PostNeedPayload{Need: n}
	})
}

// UpdateNeed changes a need.
func (m mutation) UpdateNeed(ctx context.Context, input map[string]any) (*model.UpdateNeedPayload, error) {
	return change(ctx, m, input, m.app.UpdateNeed, view.NewNeed, func(n *view.Need) *model.UpdateNeedPayload {
		return &model.UpdateNeedPayload{Need: n}
	})
}

// SubmitNeed hands a draft in.
func (m mutation) SubmitNeed(ctx context.Context, input map[string]any) (*model.SubmitNeedPayload, error) {
	return change(ctx, m, input, m.app.SubmitNeed, view.NewNeed, func(n *view.Need) *model.SubmitNeedPayload {
		return &model.SubmitNeedPayload{Need: n}
	})
}

// ApproveNeed opens a need that waits for review.
func (m mutation) ApproveNeed(ctx context.Context, input map[string]any) (*model.ApproveNeedPayload, error) {
	return change(ctx, m, input, m.app.ApproveNeed, view.NewNeed, func(n *view.Need) *model.ApproveNeedPayload {
		return &model.ApproveNeedPayload{Need: n}
	})
}

// ReturnNeed sends a need back to its author.
func (m mutation) ReturnNeed(ctx context.Context, input map[string]any) (*model.ReturnNeedPayload, error) {
	return change(ctx, m, input, m.app.ReturnNeed, view.NewNeed, func(n *view.Need) *model.ReturnNeedPayload {
		return &model.ReturnNeedPayload{Need: n}
	})
}

// WithdrawNeed takes a need back.
func (m mutation) WithdrawNeed(ctx context.Context, input map[string]any) (*model.WithdrawNeedPayload, error) {
	return change(ctx, m, input, m.app.WithdrawNeed, view.NewNeed, func(n *view.Need) *model.WithdrawNeedPayload {
		return &model.WithdrawNeedPayload{Need: n}
	})
}

// publish is the use case of publishing an offer of a kind.
func (m mutation) publish(kind eic.OfferKind) changer[*eic.Offer] {
	return func(ctx context.Context, v *app.Viewer, in app.Mutation) (*eic.Offer, error) {
		return m.app.PublishOffer(ctx, v, kind, in)
	}
}

// PublishFundOfKnowledge publishes what a person knows.
func (m mutation) PublishFundOfKnowledge(ctx context.Context, input map[string]any) (*model.PublishFundOfKnowledgePayload, error) {
	return change(ctx, m, input, m.publish(eic.FundOfKnowledge), view.NewOffer, func(o view.Offer) *model.PublishFundOfKnowledgePayload {
		fund, _ := o.(*view.FundOfKnowledge)
		return &model.PublishFundOfKnowledgePayload{Offer: fund}
	})
}

// PublishPilotOffer publishes a pilot.
func (m mutation) PublishPilotOffer(ctx context.Context, input map[string]any) (*model.PublishPilotOfferPayload, error) {
	return change(ctx, m, input, m.publish(eic.PilotOffer), view.NewOffer, func(o view.Offer) *model.PublishPilotOfferPayload {
		pilot, _ := o.(*view.PilotOffer)
		return &model.PublishPilotOfferPayload{Offer: pilot}
	})
}

// PublishGrant publishes a grant.
func (m mutation) PublishGrant(ctx context.Context, input map[string]any) (*model.PublishGrantPayload, error) {
	return change(ctx, m, input, m.publish(eic.Grant), view.NewOffer, func(o view.Offer) *model.PublishGrantPayload {
		grant, _ := o.(*view.Grant)
		return &model.PublishGrantPayload{Offer: grant}
	})
}

// PublishStudy publishes a study.
func (m mutation) PublishStudy(ctx context.Context, input map[string]any) (*model.PublishStudyPayload, error) {
	return change(ctx, m, input, m.publish(eic.Study), view.NewOffer, func(o view.Offer) *model.PublishStudyPayload {
		study, _ := o.(*view.Study)
		return &model.PublishStudyPayload{Offer: study}
	})
}

// UpdateOffer changes an offer.
func (m mutation) UpdateOffer(ctx context.Context, input map[string]any) (*model.UpdateOfferPayload, error) {
	return change(ctx, m, input, m.app.UpdateOffer, view.NewOffer, func(o view.Offer) *model.UpdateOfferPayload {
		return &model.UpdateOfferPayload{Offer: o}
	})
}

// OpenOffer opens an offer.
func (m mutation) OpenOffer(ctx context.Context, input map[string]any) (*model.OpenOfferPayload, error) {
	return change(ctx, m, input, m.app.OpenOffer, view.NewOffer, func(o view.Offer) *model.OpenOfferPayload {
		return &model.OpenOfferPayload{Offer: o}
	})
}

// PauseOffer pauses an offer.
func (m mutation) PauseOffer(ctx context.Context, input map[string]any) (*model.PauseOfferPayload, error) {
	return change(ctx, m, input, m.app.PauseOffer, view.NewOffer, func(o view.Offer) *model.PauseOfferPayload {
		return &model.PauseOfferPayload{Offer: o}
	})
}

// CloseOffer closes an offer.
func (m mutation) CloseOffer(ctx context.Context, input map[string]any) (*model.CloseOfferPayload, error) {
	return change(ctx, m, input, m.app.CloseOffer, view.NewOffer, func(o view.Offer) *model.CloseOfferPayload {
		return &model.CloseOfferPayload{Offer: o}
	})
}

// RecordPerson adds a person.
func (m mutation) RecordPerson(ctx context.Context, input map[string]any) (*model.RecordPersonPayload, error) {
	return change(ctx, m, input, m.app.RecordPerson, view.NewPerson, func(p *view.Person) *model.RecordPersonPayload {
		return &model.RecordPersonPayload{Person: p}
	})
}

// UpdatePerson changes a person.
func (m mutation) UpdatePerson(ctx context.Context, input map[string]any) (*model.UpdatePersonPayload, error) {
	return change(ctx, m, input, m.app.UpdatePerson, view.NewPerson, func(p *view.Person) *model.UpdatePersonPayload {
		return &model.UpdatePersonPayload{Person: p}
	})
}

// SetMembership says what a person is in a cluster.
func (m mutation) SetMembership(ctx context.Context, input map[string]any) (*model.SetMembershipPayload, error) {
	return change(ctx, m, input, m.app.SetMembership, view.NewPerson, func(p *view.Person) *model.SetMembershipPayload {
		return &model.SetMembershipPayload{Person: p}
	})
}

// RecordOrganization adds an organization.
func (m mutation) RecordOrganization(ctx context.Context, input map[string]any) (*model.RecordOrganizationPayload, error) {
	return change(ctx, m, input, m.app.RecordOrganization, view.NewOrganization, func(o *view.Organization) *model.RecordOrganizationPayload {
		return &model.RecordOrganizationPayload{Organization: o}
	})
}

// UpdateOrganization changes an organization.
func (m mutation) UpdateOrganization(ctx context.Context, input map[string]any) (*model.UpdateOrganizationPayload, error) {
	return change(ctx, m, input, m.app.UpdateOrganization, view.NewOrganization, func(o *view.Organization) *model.UpdateOrganizationPayload {
		return &model.UpdateOrganizationPayload{Organization: o}
	})
}

// RecordProduct adds a product.
func (m mutation) RecordProduct(ctx context.Context, input map[string]any) (*model.RecordProductPayload, error) {
	return change(ctx, m, input, m.app.RecordProduct, view.NewProduct, func(p *view.Product) *model.RecordProductPayload {
		return &model.RecordProductPayload{Product: p}
	})
}

// UpdateProduct changes a product.
func (m mutation) UpdateProduct(ctx context.Context, input map[string]any) (*model.UpdateProductPayload, error) {
	return change(ctx, m, input, m.app.UpdateProduct, view.NewProduct, func(p *view.Product) *model.UpdateProductPayload {
		return &model.UpdateProductPayload{Product: p}
	})
}
