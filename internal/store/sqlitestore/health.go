package sqlitestore

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"time"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
)

const (
	readSecret = "SELECT value FROM secret WHERE name = ?1"
	addSecret  = "INSERT INTO secret (name, value) VALUES (?1, ?2)"
)

const secretBytes = 32

// Secret implements store.Keeper.
func (s *Store) Secret(ctx context.Context, name string) (value []byte, err error) {
	read := func(c *conn) error {
		_, err := c.one(context.WithoutCancel(ctx), func(r row) error { value = r.bytes(0); return nil }, readSecret, name)
		return err
	}
	err = s.read(ctx, "secret", read)
	if err == nil && value == nil {
		err = s.change(ctx, "secret", func(c *conn) error {
			if err := read(c); err != nil || value != nil {
				return err
			}
			value = make([]byte, secretBytes)
			if _, err := rand.Read(value); err != nil {
				return err
			}
			_, err := c.exec(context.WithoutCancel(ctx), addSecret, name, value)
			return err
		})
	}
	if err != nil {
		return nil, s.failure("read secret", err)
	}
	return value, nil
}

const (
	sqliteVersion = "SELECT sqlite_version()"
	schemaNumber  = "SELECT max(number) FROM migration"
	countRecords  = `SELECT 1, count(*) FROM cluster
		UNION ALL SELECT 2, count(*) FROM organization
		UNION ALL SELECT 3, count(*) FROM person
		UNION ALL SELECT 4, count(*) FROM topic
		UNION ALL SELECT 5, count(*) FROM need
		UNION ALL SELECT 6, count(*) FROM offer WHERE id BETWEEN 'fund.' AND 'fund/'
		UNION ALL SELECT 7, count(*) FROM offer WHERE id BETWEEN 'pilot.' AND 'pilot/'
		UNION ALL SELECT 8, count(*) FROM offer WHERE id BETWEEN 'grant.' AND 'grant/'
		UNION ALL SELECT 9, count(*) FROM offer WHERE id BETWEEN 'study.' AND 'study/'
		UNION ALL SELECT 10, count(*) FROM product
		UNION ALL SELECT 11, count(*) FROM topic WHERE cluster IS NULL`
	quickCheck      = "PRAGMA quick_check(10)"
	foreignKeyCheck = "PRAGMA foreign_key_check"
	touch           = "UPDATE secret SET name = name WHERE name = ''"
	countShelves    = `SELECT (SELECT count(*) FROM need WHERE status = 3) + (SELECT count(*) FROM offer WHERE status IN (2, 5)),
		(SELECT count(*) FROM shelved),
		(SELECT count(*) FROM shelf_needs_docsize) + (SELECT count(*) FROM shelf_open_funds_docsize)
		+ (SELECT count(*) FROM shelf_open_pilots_docsize) + (SELECT count(*) FROM shelf_open_grants_docsize)
		+ (SELECT count(*) FROM shelf_open_studies_docsize) + (SELECT count(*) FROM shelf_listed_funds_docsize)
		+ (SELECT count(*) FROM shelf_listed_pilots_docsize) + (SELECT count(*) FROM shelf_listed_grants_docsize)
		+ (SELECT count(*) FROM shelf_listed_studies_docsize)`
)

// Cells implements store.Celled: everything is in one database.
func (s *Store) Cells(clusters []eic.ClusterID) [][]eic.ClusterID { return store.Together(clusters) }

// Health implements store.Keeper. It reads the whole file.
func (s *Store) Health(ctx context.Context) (store.Health, error) {
	h := store.Health{Place: s.path, Protocol: "a file in WAL mode", Records: map[string]int{}}
	err := s.read(ctx, "health", func(c *conn) error {
		for _, step := range []func(context.Context, *conn, *store.Health) error{describe, verify} {
			if err := step(ctx, c, &h); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil && !s.readOnly {
		err = s.change(ctx, "health", func(c *conn) error {
			_, err := c.exec(context.WithoutCancel(ctx), touch)
			return err
		})
	}
	if err != nil {
		return store.Health{Place: s.path}, s.failure("check health", err)
	}
	return h, nil
}

func describe(ctx context.Context, c *conn, h *store.Health) error {
	if _, err := c.one(ctx, func(r row) error { h.Engine = "SQLite " + r.text(0); return nil }, sqliteVersion); err != nil {
		return err
	}
	begun := time.Now()
	if _, err := c.one(ctx, func(r row) error { h.Schema = int(r.int(0)); return nil }, schemaNumber); err != nil {
		return err
	}
	h.RoundTrip = time.Since(begun)
	steps, err := migrations()
	if err != nil {
		return err
	}
	h.Known = len(steps)
	return c.query(ctx, func(r row) error {
		if t := eic.Type(r.int(0)); t <= eic.ProductType {
			h.Records[t.String()] = int(r.int(1))
		} else {
			h.Shared = int(r.int(1))
		}
		return nil
	}, countRecords)
}

// verify notes what must hold and does not.
func verify(ctx context.Context, c *conn, h *store.Health) error {
	note := func(format string, values ...any) { h.Faults = append(h.Faults, fmt.Sprintf(format, values...)) }
	var damage []string
	err := c.query(ctx, func(r row) error {
		if r.text(0) != "ok" {
			damage = append(damage, r.text(0))
			note("The file is damaged: %s.", r.text(0))
		}
		return nil
	}, quickCheck)
	if err != nil {
		return err
	}
	if err := inspect(ctx, c, h, damage); err != nil {
		return err
	}
	dangling := map[string]int{}
	if err := c.query(ctx, func(r row) error { dangling[r.text(0)]++; return nil }, foreignKeyCheck); err != nil {
		return err
	}
	for table, n := range dangling {
		note("%d references of table %s lead nowhere.", n, table)
	}
	if slices.ContainsFunc(h.Indexes, func(i store.Index) bool { return i.State == store.IndexMissing }) {
		return nil // there is no counting what is not there
	}
	_, err = c.one(ctx, func(r row) error {
		if r.int(0) != r.int(1) || r.int(0) != r.int(2) {
			note("%d needs and offers may be matched, %d stand on shelves and %d are indexed.", r.int(0), r.int(1), r.int(2))
		}
		return nil
	}, countShelves)
	return err
}
