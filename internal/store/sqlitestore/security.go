package sqlitestore

import (
	"context"
	"encoding/json"
	"time"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
)

const (
	addCredential = "INSERT INTO credential (id, doc, over) VALUES (?1, ?2, ?3)"
	endCredential = `UPDATE credential SET ended = ?2, ended_by = ?3, over = min(ifnull(over, ?2), ?2)
		WHERE id = ?1 AND ended IS NULL`
	readCredential  = "SELECT doc, ifnull(ended, 0), ifnull(ended_by, '') FROM credential WHERE id = ?1"
	credentialsFrom = `SELECT doc, ifnull(ended, 0), ifnull(ended_by, '') FROM credential
		WHERE id > ?1 AND id < ?2 ORDER BY id LIMIT ?3`

	addEntry = `INSERT INTO audit (cluster, id, at, by, action, record, request)
		VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)`
	entriesBefore = `SELECT id, at, by, action, record, request FROM audit
		WHERE cluster = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3`
	entriesOf = `SELECT id, at, by, action, record, request FROM audit INDEXED BY audit_by
		WHERE cluster = ?1 AND by IN (SELECT value FROM json_each(?4)) AND id < ?2
		UNION SELECT id, at, by, action, record, request FROM audit INDEXED BY audit_record
		WHERE cluster = ?1 AND record IN (SELECT value FROM json_each(?4)) AND id < ?2
		ORDER BY id DESC LIMIT ?3`
)

// secure writes what of a write is about security.
func (b *batch) secure() error {
	for _, c := range b.write.Credentials {
		doc, err := json.Marshal(c)
		if err != nil {
			return err
		}
		var over any
		if !c.Expires.IsZero() {
			over = c.Expires.UnixMilli()
		}
		if _, err := b.exec(b.ctx, addCredential, string(c.ID), string(doc), over); err != nil {
			return err
		}
	}
	for _, e := range b.write.Endings {
		n, err := b.exec(b.ctx, endCredential, string(e.ID), e.Stamp.At.UnixMilli(), string(e.Stamp.By))
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.New(fault.Conflict, fault.Spent)
		}
	}
	for _, e := range b.write.Audit {
		_, err := b.exec(b.ctx, addEntry, string(e.Cluster), e.ID, e.At.UnixMilli(), e.By, e.Action, e.Record, e.Request)
		if err != nil {
			return err
		}
	}
	return nil
}

// Credential implements store.Security.
func (s *Store) Credential(ctx context.Context, id eic.CredentialID) (found *eic.Credential, err error) {
	err = s.read(ctx, "credential", func(c *conn) error {
		_, err := c.one(ctx, func(r row) (err error) { found, err = credential(r); return err }, readCredential, string(id))
		return err
	})
	return found, s.failure("read credential", err)
}

// Credentials implements store.Security.
func (s *Store) Credentials(ctx context.Context, cluster eic.ClusterID, kind eic.CredentialKind, after eic.CredentialID, limit int) (list []*eic.Credential, err error) {
	above, below := store.CredentialRange(cluster, kind)
	err = s.read(ctx, "credentials", func(c *conn) error {
		return c.query(ctx, func(r row) error {
			found, err := credential(r)
			list = append(list, found)
			return err
		}, credentialsFrom, string(max(above, after)), string(below), max(limit, 0))
	})
	return list, s.failure("list credentials", err)
}

// credential reads one from its row, with how it ended.
func credential(r row) (*eic.Credential, error) {
	c := new(eic.Credential)
	if err := json.Unmarshal([]byte(r.text(0)), c); err != nil {
		return nil, err
	}
	if ended := r.int(1); ended > 0 {
		c.Ended = eic.NewStamp(time.UnixMilli(ended), eic.PersonID(r.text(2)))
	}
	return c, nil
}

// newestEntry is above the id of every entry.
const newestEntry = "~"

// Audit implements store.Security.
func (s *Store) Audit(ctx context.Context, filter store.AuditFilter, limit int) (entries []eic.AuditEntry, err error) {
	before := filter.Before
	if before == "" {
		before = newestEntry
	}
	statement, values := entriesBefore, []any{string(filter.Cluster), before, max(limit, 0)}
	if filter.Of != nil {
		statement, values = entriesOf, append(values, listOr(jsonList(filter.Of)))
	}
	err = s.read(ctx, "audit", func(c *conn) error {
		return c.query(ctx, func(r row) error {
			entries = append(entries, eic.AuditEntry{
				ID: r.text(0), Cluster: filter.Cluster, At: time.UnixMilli(r.int(1)).UTC(),
				By: r.text(2), Action: r.text(3), Record: r.text(4), Request: r.text(5),
			})
			return nil
		}, statement, values...)
	})
	return entries, s.failure("read audit log", err)
}
