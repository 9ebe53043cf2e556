package graph

import (
	"context"

	"github.com/edclusters/thirdplace/graph/model"
	"github.com/edclusters/thirdplace/graph/view"
	"github.com/edclusters/thirdplace/internal/app"
)

// Who may come in, who did what, and what is held on whoever asks.

// AuditLog lists who did what in a cluster.
func (q query) AuditLog(ctx context.Context, cluster *string, first *int, after *string) (*view.AuditConnection, error) {
	_, v, err := root(q).session(ctx)
	if err != nil {
		return nil, err
	}
	page, err := q.app.AuditLog(ctx, v, view.After(cluster), view.First(first, view.Items), view.After(after))
	if err != nil {
		return nil, err
	}
	return view.NewAuditLog(page, view.After(after)), nil
}

// ServiceAccounts lists the accounts by which programs sign in.
func (q query) ServiceAccounts(ctx context.Context, cluster *string) ([]*view.ServiceAccount, error) {
	_, v, err := root(q).session(ctx)
	if err != nil {
		return nil, err
	}
	found, err := q.app.ServiceAccounts(ctx, v, view.After(cluster))
	list := make([]*view.ServiceAccount, len(found))
	for i, c := range found {
		list[i] = view.NewServiceAccount(c)
	}
	return list, err
}

// ExportMyData returns all that is held on whoever asks.
func (q query) ExportMyData(ctx context.Context) (*model.MyData, error) {
	_, v, err := root(q).session(ctx)
	if err != nil {
		return nil, err
	}
	content, err := q.app.MyData(ctx, v)
	if err != nil {
		return nil, err
	}
	return &model.MyData{MediaType: "application/x-ndjson", Content: content}, nil
}

// InvitePerson makes a code by which somebody becomes a person.
func (m mutation) InvitePerson(ctx context.Context, input map[string]any) (*model.InvitePersonPayload, error) {
	s, v, err := root(m).session(ctx)
	if err != nil {
		return nil, err
	}
	invitation, code, err := m.app.InvitePerson(ctx, v, app.Mutation{Input: given(ctx, "input", input), Key: s.IdempotencyKey})
	if err != nil {
		return nil, err
	}
	return &model.InvitePersonPayload{Invitation: view.NewInvitation(s, invitation), Code: code}, nil
}

// AcceptInvitation ties whoever has signed in to a person. Who asks is nobody yet.
func (m mutation) AcceptInvitation(ctx context.Context, input map[string]any) (*model.AcceptInvitationPayload, error) {
	code, _ := given(ctx, "input", input)["code"].(string)
	p, err := m.app.AcceptInvitation(ctx, code)
	if err != nil {
		return nil, err
	}
	after := view.From(ctx, m.app).Fresh()
	if _, err := after.Viewer(ctx); err != nil {
		return nil, err
	}
	return &model.AcceptInvitationPayload{Person: view.NewPerson(after, p)}, nil
}

// RevokeSignIns ends all sign-ins of a person. Whoever ends their own is shown what
// they asked for all the same: the session is the one from before.
func (m mutation) RevokeSignIns(ctx context.Context, input map[string]any) (*model.RevokeSignInsPayload, error) {
	s, v, err := root(m).session(ctx)
	if err != nil {
		return nil, err
	}
	p, err := m.app.RevokeSignIns(ctx, v, app.Mutation{Input: given(ctx, "input", input), Key: s.IdempotencyKey})
	if err != nil {
		return nil, err
	}
	return &model.RevokeSignInsPayload{Person: view.NewPerson(s, p)}, nil
}

// CreateServiceAccount makes an account by which a program signs in.
func (m mutation) CreateServiceAccount(ctx context.Context, input map[string]any) (*model.CreateServiceAccountPayload, error) {
	_, v, err := root(m).session(ctx)
	if err != nil {
		return nil, err
	}
	account, err := m.app.CreateServiceAccount(ctx, v, given(ctx, "input", input))
	if err != nil {
		return nil, err
	}
	return &model.CreateServiceAccountPayload{ServiceAccount: view.NewServiceAccount(account)}, nil
}

// RevokeServiceAccount ends an account.
func (m mutation) RevokeServiceAccount(ctx context.Context, input map[string]any) (*model.RevokeServiceAccountPayload, error) {
	_, v, err := root(m).session(ctx)
	if err != nil {
		return nil, err
	}
	id, _ := given(ctx, "input", input)["id"].(string)
	account, err := m.app.RevokeServiceAccount(ctx, v, id)
	if err != nil {
		return nil, err
	}
	return &model.RevokeServiceAccountPayload{ServiceAccount: view.NewServiceAccount(account)}, nil
}

// DeleteMe deletes all that is held on whoever asks.
func (m mutation) DeleteMe(ctx context.Context, input map[string]any) (*model.DeleteMePayload, error) {
	_, v, err := root(m).session(ctx)
	if err != nil {
		return nil, err
	}
	at, err := m.app.DeleteMe(ctx, v, given(ctx, "input", input))
	if err != nil {
		return nil, err
	}
	return &model.DeleteMePayload{DeletedAt: at}, nil
}
