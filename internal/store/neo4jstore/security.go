package neo4jstore

import (
	"context"
	"encoding/json"
	"time"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
)

// secure writes what of a write is about security.
func (b *batch) secure(ctx context.Context, t transaction) error {
	for _, step := range []func(context.Context, transaction) error{b.makeCredentials, b.endCredentials, b.audit} {
		if err := step(ctx, t); err != nil {
			return err
		}
	}
	return nil
}

func (b *batch) makeCredentials(ctx context.Context, t transaction) error {
	if len(b.write.Credentials) == 0 {
		return nil
	}
	var nodes []map[string]any
	for _, c := range b.write.Credentials {
		doc, err := json.Marshal(c)
		if err != nil {
			return err
		}
		node := map[string]any{"id": string(c.ID), "cluster": string(c.Cluster), "kind": c.Kind.String(), "doc": string(doc)}
		if !c.Expires.IsZero() {
			node["over"] = c.Expires.UnixMilli()
		}
		nodes = append(nodes, node)
	}
	_, _, err := t.run(ctx, commitCredentialsCypher, map[string]any{"credentials": nodes})
	return err
}

func (b *batch) endCredentials(ctx context.Context, t transaction) error {
	if len(b.write.Endings) == 0 {
		return nil
	}
	var endings []map[string]any
	for _, e := range b.write.Endings {
		endings = append(endings, map[string]any{"id": string(e.ID), "at": e.Stamp.At.UnixMilli(), "by": string(e.Stamp.By)})
	}
	found, _, err := t.run(ctx, commitEndCypher, map[string]any{"endings": endings})
	if err == nil && found.int(0) != int64(len(endings)) {
		return fault.New(fault.Conflict, fault.Spent)
	}
	return err
}

func (b *batch) audit(ctx context.Context, t transaction) error {
	if len(b.write.Audit) == 0 {
		return nil
	}
	var nodes []map[string]any
	for _, e := range b.write.Audit {
		doc, err := json.Marshal(e)
		if err != nil {
			return err
		}
		nodes = append(nodes, map[string]any{
			"key": auditKey(e.Cluster, e.ID), "cluster": string(e.Cluster), "at": e.At.UTC(), "by": e.By,
			"verb": e.Action, "record": e.Record, "doc": string(doc),
		})
	}
	_, _, err := t.run(ctx, commitAuditCypher, map[string]any{"entries": nodes})
	return err
}

func auditKey(cluster eic.ClusterID, id string) string { return string(cluster) + separator + id }

// Credential implements store.Security.
func (s *Store) Credential(ctx context.Context, id eic.CredentialID) (*eic.Credential, error) {
	found, err := s.read(ctx, credentialCypher, map[string]any{"id": string(id)})
	if err != nil {
		return nil, s.failure("read credential", err)
	}
	list, err := credentials(found)
	if err != nil || len(list) == 0 {
		return nil, s.failure("read credential", err)
	}
	return list[0], nil
}

// Credentials implements store.Security.
func (s *Store) Credentials(ctx context.Context, cluster eic.ClusterID, kind eic.CredentialKind, after eic.CredentialID, limit int) ([]*eic.Credential, error) {
	above, below := store.CredentialRange(cluster, kind)
	found, err := s.read(ctx, credentialsCypher, map[string]any{"after": string(max(above, after)), "below": string(below), "limit": int64(max(limit, 0))})
	if err != nil {
		return nil, s.failure("list credentials", err)
	}
	list, err := credentials(found)
	return list, s.failure("list credentials", err)
}

// credentials reads what has been found, with how each ended.
func credentials(found row) ([]*eic.Credential, error) {
	list, err := docs[eic.Credential](found.list(0))
	for i, c := range list {
		if ended := found.list(1).int(i); ended > 0 {
			c.Ended = eic.NewStamp(time.UnixMilli(ended), eic.PersonID(found.list(2).text(i)))
		}
	}
	return list, err
}

// newestEntry is above the id of every entry.
const newestEntry = "~"

// Audit implements store.Security.
func (s *Store) Audit(ctx context.Context, filter store.AuditFilter, limit int) ([]eic.AuditEntry, error) {
	before := filter.Before
	if before == "" {
		before = newestEntry
	}
	statement, parameters := auditCypher, map[string]any{
		"from": auditKey(filter.Cluster, ""), "before": auditKey(filter.Cluster, before), "limit": int64(max(limit, 0)),
	}
	if filter.Of != nil {
		statement, parameters["of"] = auditOfCypher, filter.Of
	}
	found, err := s.read(ctx, statement, parameters)
	if err != nil {
		return nil, s.failure("read audit log", err)
	}
	list, err := docs[eic.AuditEntry](found.list(0))
	var entries []eic.AuditEntry
	for _, e := range list {
		entries = append(entries, *e)
	}
	return entries, s.failure("read audit log", err)
}
