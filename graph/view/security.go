package view

import (
	"context"
	"time"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
)

// Invitation is a code by which somebody becomes a person here.
type Invitation struct {
	s *Session
	c *eic.Credential
}

// NewInvitation returns the view of an invitation.
func NewInvitation(s *Session, c *eic.Credential) *Invitation { return &Invitation{s, c} }

// ID returns the id.
func (v *Invitation) ID() string { return string(v.c.ID) }

// ExpiresAt returns until when the code is good.
func (v *Invitation) ExpiresAt() time.Time { return v.c.Expires }

// Person returns who is invited.
func (v *Invitation) Person(ctx context.Context) (*Person, error) {
	return one(ctx, v.s, eic.ID(v.c.Person), NewPerson)
}

// ServiceAccount is an account by which a program signs in.
type ServiceAccount struct {
	ID        string
	Name      string
	Scopes    []eic.Scope
	CreatedAt time.Time
	RevokedAt *time.Time
}

// NewServiceAccount returns the view of a service account.
func NewServiceAccount(c *eic.Credential) *ServiceAccount {
	v := &ServiceAccount{ID: string(c.ID), Name: c.Name, Scopes: c.Scopes.Values(), CreatedAt: c.Created.At}
	if !c.Ended.At.IsZero() {
		v.RevokedAt = &c.Ended.At
	}
	return v
}

// AuditEntry says who did what with which record.
type AuditEntry struct {
	ID        string
	At        time.Time
	Actor     string
	Action    string
	Record    string
	RequestID *string
}

// The audit log, page by page.
type (
	AuditConnection struct{ Connection[*AuditEntry] }
	AuditEdge       = Edge[*AuditEntry]
)

// NewAuditLog returns a page of the audit log, which was asked for with a cursor or "".
func NewAuditLog(p *app.AuditPage, after string) *AuditConnection {
	edges := make([]*AuditEdge, len(p.Entries))
	for i, e := range p.Entries {
		edges[i] = &AuditEdge{p.Cursors[i], &AuditEntry{e.ID, e.At, e.By, e.Action, e.Record, said(e.Request)}}
	}
	return &AuditConnection{Connection[*AuditEntry]{edges, pageInfo(p.Cursors, p.HasNext, after)}}
}
