package app

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/hex"
	"errors"
	"maps"
	"strings"

	"github.com/edclusters/thirdplace/internal/auth"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
)

// How many days an invitation is good.
const (
	invitedDays     = 14 // if nothing is said
	mostInvitedDays = 60
)

// InvitePerson makes a code in {person, days} by which somebody who has signed in by
// an identity provider becomes this person; an invitation that was open before is
// replaced. Only a digest of the code is kept. A repeated idempotency key is answered
// with the invitation as it is now and the same code, for that is made from the key
// and a secret of the graph; of such a key, too, only a digest is kept, so that
// whoever reads the database cannot make the code from what it has.
func (s *Service) InvitePerson(ctx context.Context, v *Viewer, m Mutation) (*eic.Credential, string, error) {
	key, _, err := m.key(v, inviting)
	if err != nil {
		return nil, "", err
	}
	secret, kept := rand.Text(), ""
	if key.Value != "" {
		if secret, kept, err = s.underKey(ctx, key); err != nil {
			return nil, "", fault.Wrap(inviting, err)
		}
	}
	sent := Mutation{Input: maps.Clone(m.Input), Key: kept}
	delete(sent.Input, "idempotencyKey")
	var invitation *eic.Credential
	r, err := s.once(ctx, v, inviting, sent, func() (result made, err error) {
		result, invitation, err = s.invite(ctx, v, sent.Input, secret)
		return result, err
	})
	if e := new(fault.Error); errors.As(err, &e) && e.Detail.Code == fault.KeyReused {
		err = fault.New(fault.Conflict, fault.KeyReused, key.Value) // as it was sent
	}
	p, err := as[*eic.Person](r, err)
	if err == nil {
		err = v.must(Invite, p) // once more, for a key that is repeated
	}
	if err == nil && kept != "" {
		invitation, err = s.invitedWith(ctx, p, secret)
	}
	if err != nil {
		return nil, "", err
	}
	return invitation, codeOf(invitation.ID, secret), nil
}

const inviting = "invite person"

// underKey returns the secret of the code that is made under an idempotency key, and
// what is kept of the key: each 128 bits that nobody can guess who has not got both
// the key and the graph.
func (s *Service) underKey(ctx context.Context, key store.Key) (secret, kept string, err error) {
	graphs, err := s.store.Secret(ctx, "invitations")
	if err != nil {
		return "", "", err
	}
	of := sealer{graphs}
	text := func(purpose string) string {
		return base32.HexEncoding.WithPadding(base32.NoPadding).EncodeToString(of.sum(purpose, []byte(string(key.Person)+"\x00"+key.Value)))
	}
	return text("code"), text("key"), nil
}

// invite makes an invitation of a person.
func (s *Service) invite(ctx context.Context, v *Viewer, input Fields, secret string) (made, *eic.Credential, error) {
	f := newForm(input, "", byID, false)
	said, _ := f.asText("person")
	days := invitedDays
	f.positive("days", &days, mostInvitedDays)
	f.unknown()
	if err := f.shared.faults.Err(); err != nil {
		return made{}, nil, err
	}
	p, err := s.personFor(ctx, v, said, Invite)
	if err != nil {
		return made{}, nil, err
	}
	if days == 0 {
		days = invitedDays
	}
	now := s.now()
	invitation := &eic.Credential{Kind: eic.Invitation, Cluster: p.Cluster, Person: eic.PersonID(p.ID), Created: eic.NewStamp(now, v.ID())}
	invitation.Expires = invitation.Created.At.AddDate(0, 0, days)
	if invitation.ID, err = eic.NewCredentialID(eic.Invitation, p.Cluster, s.entropy); err != nil {
		return made{}, nil, err
	}
	invitation.Digest = digestOfCode(codeOf(invitation.ID, secret))
	replaced, err := s.openInvitations(ctx, p, invitation.Created)
	return made{record: p, credentials: []eic.Credential{*invitation}, endings: replaced}, invitation, err
}

// invitedWith returns the newest invitation of a person whose code has a secret.
func (s *Service) invitedWith(ctx context.Context, p *eic.Person, secret string) (newest *eic.Credential, err error) {
	all, err := s.credentials(ctx, p.Cluster, eic.Invitation)
	if err != nil {
		return nil, fault.Wrap(inviting, err)
	}
	for _, c := range all {
		same := c.Person == eic.PersonID(p.ID) && c.Digest == digestOfCode(codeOf(c.ID, secret))
		if same && (newest == nil || c.Created.At.After(newest.Created.At)) {
			newest = c
		}
	}
	if newest == nil { // it is kept longer than the key
		return nil, fault.Wrap(inviting, fault.New(fault.Conflict, fault.Spent))
	}
	return newest, nil
}

// personFor reads a person whom the viewer may do something with.
func (s *Service) personFor(ctx context.Context, v *Viewer, said string, verb Verb) (*eic.Person, error) {
	id, err := eic.ParseRef[eic.ID](said, eic.PersonType)
	if err != nil {
		return nil, atPath("person", err)
	}
	r, err := s.Record(ctx, v, string(id))
	if err != nil {
		return nil, err
	}
	if err := v.must(verb, r); err != nil {
		return nil, err
	}
	return as[*eic.Person](r, nil)
}

// openInvitations lists the endings of a person's open invitations.
func (s *Service) openInvitations(ctx context.Context, p *eic.Person, when eic.Stamp) (endings []store.Ending, err error) {
	all, err := s.credentials(ctx, p.Cluster, eic.Invitation)
	for _, c := range all {
		if c.Person == eic.PersonID(p.ID) && c.Open(when.At) {
			endings = append(endings, store.Ending{ID: c.ID, Stamp: when})
		}
	}
	return endings, err
}

// A code is the cluster and the key of its invitation, by which that is found, and a
// secret of at least 128 bits.
func codeOf(id eic.CredentialID, secret string) string {
	_, rest, _ := strings.Cut(string(id), ".")
	return rest + "." + strings.ToLower(secret)
}

func digestOfCode(code string) string {
	sum := sha256.Sum256([]byte(code))
	return hex.EncodeToString(sum[:])
}

// invitationOf finds the open invitation of a code, or nil.
func (s *Service) invitationOf(ctx context.Context, code string) (*eic.Credential, error) {
	at := strings.LastIndexByte(code, '.')
	if at < 0 {
		return nil, nil
	}
	id, err := eic.ParseCredentialID("invitation."+code[:at], eic.Invitation)
	if err != nil {
		return nil, nil
	}
	found, err := s.store.Credential(ctx, id)
	if err != nil || found == nil || subtle.ConstantTimeCompare([]byte(found.Digest), []byte(digestOfCode(code))) != 1 {
		return nil, err
	}
	return found, nil
}

// AcceptInvitation ties whoever has signed in, and is nobody here yet, to the person
// an invitation is for. The code is the proof; what the token says of names and
// e-mail addresses is not read.
func (s *Service) AcceptInvitation(ctx context.Context, code string) (*eic.Person, error) {
	principal, ok := auth.From(ctx)
	if !ok {
		return nil, fault.New(fault.Unauthenticated, fault.SignIn)
	}
	if principal.Person != "" || principal.Service != "" {
		return nil, fault.New(fault.Conflict, fault.AlreadyKnown)
	}
	p, err := s.link(ctx, principal.Identity(), strings.ToLower(strings.TrimSpace(code)))
	return p, fault.Wrap("accept invitation", err)
}

// link records an identity for the person of an invitation. Who is that person
// already, by this invitation, is told so again.
func (s *Service) link(ctx context.Context, identity eic.Identity, code string) (*eic.Person, error) {
	invitation, err := s.invitationOf(ctx, code)
	if err != nil {
		return nil, err
	}
	known, err := s.store.PersonWith(ctx, identity)
	switch {
	case err != nil:
		return nil, err
	case known != nil && invitation != nil && invitation.Person == eic.PersonID(known.ID):
		return known, nil
	case known != nil:
		return nil, fault.New(fault.Conflict, fault.AlreadyKnown)
	case invitation == nil || !invitation.Open(s.now()):
		return nil, fault.At("code", fault.BadInvitation)
	}
	found, err := s.store.Fetch(ctx, []eic.ID{eic.ID(invitation.Person)})
	if err != nil {
		return nil, err
	}
	p, ok := found[0].(*eic.Person)
	if !ok || !p.Erased.IsZero() {
		return nil, fault.At("code", fault.BadInvitation)
	}
	p.Identities = append(p.Identities, identity)
	result, err := s.step(ctx, s.viewerOf(p), p, "accept invitation")
	if err != nil {
		return nil, err
	}
	write := store.Write{Changes: result.changes, Endings: []store.Ending{{ID: invitation.ID, Stamp: p.Updated}}}
	err = s.commitTold(ctx, s.viewerOf(p), "accept invitation", p.Cluster, string(p.ID), write)
	var e *fault.Error
	if errors.As(err, &e) && e.Detail.Code == fault.Spent { // somebody else was first
		return nil, fault.At("code", fault.BadInvitation)
	}
	return p, err
}

// RevokeSignIns ends all sign-ins of a person in {person, unlink}: tokens issued until
// now are refused from the next request on, on every replica, and open invitations
// end. With unlink their identities are forgotten too, so that only a new invitation
// lets them in again. It needs no version: whoever must be kept out is kept out.
func (s *Service) RevokeSignIns(ctx context.Context, v *Viewer, m Mutation) (*eic.Person, error) {
	r, err := s.once(ctx, v, "revoke sign-ins", m, func() (made, error) {
		f := newForm(m.Input, "", byID, false)
		said, _ := f.asText("person")
		unlink := false
		f.boolean("unlink", &unlink, false)
		f.value("idempotencyKey")
		f.unknown()
		if err := f.shared.faults.Err(); err != nil {
			return made{}, err
		}
		p, err := s.personFor(ctx, v, said, RevokeSignIns)
		if err != nil {
			return made{}, err
		}
		p.SignedOut = eic.NewStamp(s.now(), v.ID()).At
		if unlink {
			p.Identities = nil
		}
		result, err := s.step(ctx, v, p, "revoke sign-ins")
		if err == nil {
			result.endings, err = s.openInvitations(ctx, p, p.Updated)
		}
		result.tell = true
		return result, err
	})
	return as[*eic.Person](r, err)
}
