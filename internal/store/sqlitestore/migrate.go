package sqlitestore

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"

	"github.com/edclusters/thirdplace/internal/fault"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// migration is one step of the schema: a file, its number the first four digits
// of its name.
type migration struct {
	number          int
	name, text, sum string
}

// migrations lists the steps in order.
func migrations() ([]migration, error) {
	names, err := fs.Glob(migrationFiles, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	steps := make([]migration, len(names))
	for i, name := range names {
		text, err := migrationFiles.ReadFile(name)
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(text)
		steps[i] = migration{number: i + 1, name: name, text: string(text), sum: hex.EncodeToString(sum[:])}
	}
	return steps, nil
}

const (
	// applicationID marks the file as ours: "3dpl" in ASCII.
	setApplicationID = "PRAGMA application_id = 862220396"
	applicationID    = 862220396

	readApplicationID = "PRAGMA application_id"
	countTables       = "SELECT count(*) FROM sqlite_schema"
	createMigration   = `CREATE TABLE IF NOT EXISTS migration (
		number INTEGER PRIMARY KEY, name TEXT NOT NULL, sum TEXT NOT NULL, at TEXT NOT NULL DEFAULT (datetime()))`
	readMigrations = "SELECT number, sum FROM migration ORDER BY number"
	addMigration   = "INSERT INTO migration (number, name, sum) VALUES (?1, ?2, ?3)"
)

// migrate applies the steps that a file lacks, all in one transaction.
func migrate(ctx context.Context, c *conn, path string) error {
	steps, err := migrations()
	if err != nil {
		return err
	}
	fresh, err := isFresh(ctx, c, path)
	if err != nil {
		return err
	}
	applied := 0
	if !fresh {
		if applied, err = appliedSteps(ctx, c, path, steps); err != nil || applied == len(steps) {
			return err
		}
	}
	if err := c.script(ctx, "BEGIN EXCLUSIVE;"+setApplicationID+";"+createMigration); err != nil {
		return err
	}
	for _, step := range steps[applied:] {
		err := c.script(ctx, step.text)
		if err == nil {
			_, err = c.exec(ctx, addMigration, step.number, step.name, step.sum)
		}
		if err != nil {
			return fmt.Errorf("migration %s: %w", step.name, err)
		}
	}
	return c.script(ctx, "COMMIT")
}

// checkSchema refuses a file whose schema is not this program's own.
func checkSchema(ctx context.Context, c *conn, path string) error {
	steps, err := migrations()
	if err != nil {
		return err
	}
	fresh, err := isFresh(ctx, c, path)
	if err != nil {
		return err
	}
	applied := 0
	if !fresh {
		applied, err = appliedSteps(ctx, c, path, steps)
	}
	if err == nil && applied < len(steps) {
		err = fault.New(fault.Internal, fault.CannotOpen, path,
			fmt.Sprintf("its schema is %d, this program's %d: open it for writing once", applied, len(steps)))
	}
	return err
}

// isFresh reports whether nothing is in the file yet. A file with tables that
// are not ours is no store.
func isFresh(ctx context.Context, c *conn, path string) (bool, error) {
	var id, tables int64
	if _, err := c.one(ctx, func(r row) error { id = r.int(0); return nil }, readApplicationID); err != nil {
		return false, err
	}
	if _, err := c.one(ctx, func(r row) error { tables = r.int(0); return nil }, countTables); err != nil {
		return false, err
	}
	if tables > 0 && id != applicationID {
		return false, fault.New(fault.Internal, fault.CorruptStore, path)
	}
	return tables == 0, nil
}

// appliedSteps says how many steps a file has. One made by a newer program is
// refused, and so is one whose steps are not those this program knows.
func appliedSteps(ctx context.Context, c *conn, path string, steps []migration) (int, error) {
	applied, known := 0, true
	err := c.query(ctx, func(r row) error {
		applied = max(applied, int(r.int(0)))
		if n := int(r.int(0)); n >= 1 && n <= len(steps) {
			known = known && steps[n-1].sum == r.text(1)
		}
		return nil
	}, readMigrations)
	switch {
	case err != nil:
		return 0, err
	case applied > len(steps):
		return 0, fault.New(fault.Internal, fault.NewerSchema, path, applied, len(steps))
	case !known:
		return 0, fault.New(fault.Internal, fault.CorruptStore, path)
	}
	return applied, nil
}
