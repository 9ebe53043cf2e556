package neo4jstore

import (
	"context"
	"crypto/rand"
	"embed"
	"fmt"
	"hash/crc32"
	"io/fs"
	"strconv"
	"strings"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/edclusters/thirdplace/internal/fault"
)

//go:embed migrations/*.cypher
var migrationFiles embed.FS

// migration is one step of the schema, in a file that the tool neo4j-migrations
// reads too: V0001__What_it_does.cypher, its statements each ended by a
// semicolon at the end of a line.
type migration struct {
	version, description, source, checksum string
	statements                             []string
}

// migrations lists the steps in order.
func migrations() ([]migration, error) {
	names, err := fs.Glob(migrationFiles, "migrations/*.cypher")
	if err != nil {
		return nil, err
	}
	steps := make([]migration, len(names))
	for i, name := range names {
		text, err := migrationFiles.ReadFile(name)
		if err != nil {
			return nil, err
		}
		source := strings.TrimPrefix(name, "migrations/")
		version, description, _ := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(source, "V"), ".cypher"), "__")
		steps[i] = migration{version: version, source: source, description: strings.ReplaceAll(description, "_", " ")}
		steps[i].split(string(text))
	}
	return steps, nil
}

// split reads the statements and sums them up as neo4j-migrations does: the CRC-32
// of all of them, one after the other, in decimal.
func (m *migration) split(text string) {
	sum := crc32.NewIEEE()
	for statement := range strings.SplitSeq(text, ";\n") {
		if statement = strings.TrimSpace(statement); statement != "" {
			m.statements = append(m.statements, statement)
			_, _ = sum.Write([]byte(statement)) // a hash does not fail
		}
	}
	m.checksum = strconv.FormatUint(uint64(sum.Sum32()), 10)
}

const (
	migrationTime = 10 * time.Minute // of one statement, which may build an index over all there is
	beginning     = "BASELINE"       // the version before the first
	lockName      = "John Doe"       // the name by which neo4j-migrations locks its default database
	schemaTries   = 10               // of a statement that met another replica's
	schemaWait    = 50 * time.Millisecond
)

// migrate applies the steps that the graph lacks. One replica does, the others
// wait for it: the lock is a node with a unique name that is made in a
// transaction and never committed, so that it is gone when its holder is. A run
// of neo4j-migrations commits the same node, and each respects the other's.
func (s *Store) migrate(ctx context.Context, driver neo4j.DriverWithContext) error {
	steps, err := migrations()
	if err != nil {
		return err
	}
	m := &migrator{store: s, driver: driver, steps: steps}
	done, err := m.applied(ctx)
	if err != nil || done == len(steps) {
		return err
	}
	if s.config.Beside {
		return unopened(s.place, fmt.Sprintf("its schema is %d, this program's %d: start the service once", done, len(steps)))
	}
	for _, statement := range []string{migrateLockIdCypher, migrateLockNameCypher} {
		if err := m.run(ctx, statement, nil); err != nil {
			return err
		}
	}
	release, err := m.lock(ctx)
	if err != nil {
		return err
	}
	defer release()
	if done, err = m.applied(ctx); err != nil {
		return err
	}
	for i := done; i < len(steps); i++ {
		if err := m.apply(ctx, i); err != nil {
			return err
		}
	}
	return nil
}

// migrator is the migration of one graph.
type migrator struct {
	store  *Store
	driver neo4j.DriverWithContext
	steps  []migration
}

// applied says how many steps a graph has. One made by a newer program is refused,
// and so is one whose steps are not those this program knows.
func (m *migrator) applied(ctx context.Context) (int, error) {
	found, err := m.ask(ctx, migrateAppliedCypher, nil)
	if err != nil {
		return 0, err
	}
	versions, sums := texts[string](found.list(0)), texts[string](found.list(1))
	known := map[string]string{}
	for _, step := range m.steps {
		known[step.version] = step.checksum
	}
	newest := m.steps[len(m.steps)-1].version
	for i, version := range versions {
		switch sum, ours := known[version]; {
		case version > newest:
			return 0, fault.New(fault.Internal, fault.NewerSchema, m.store.place, number(version), number(newest))
		case !ours, sum != sums[i]:
			return 0, fault.New(fault.Internal, fault.CorruptStore, m.store.place)
		}
	}
	return len(versions), nil
}

// number reads a version, "0002" as 2.
func number(version string) int {
	n, err := strconv.Atoi(version)
	if err != nil {
		return 0
	}
	return n
}

// lock waits for the right to migrate and returns what gives it back.
func (m *migrator) lock(ctx context.Context) (release func(), err error) {
	session := m.session(ctx)
	raw, err := session.BeginTransaction(ctx, neo4j.WithTxTimeout(migrationTime))
	if err == nil {
		_, _, err = transaction{m.store, raw}.run(ctx, migrateLockCypher, map[string]any{"id": rand.Text(), "name": lockName})
	}
	if violated(err) {
		err = busy(cause("another program is migrating this graph"))
	}
	if err != nil {
		giveBack(ctx, session)
		return nil, err
	}
	return func() { giveBack(ctx, session) }, nil // which rolls back
}

// apply runs the statements of a step, each in a transaction of its own, waits
// for the indexes they made and records the step.
func (m *migrator) apply(ctx context.Context, i int) error {
	step, previous, begun := m.steps[i], beginning, time.Now()
	if i > 0 {
		previous = m.steps[i-1].version
	}
	for _, statement := range step.statements {
		if err := m.run(ctx, statement, nil); err != nil {
			return fmt.Errorf("migration %s: %w", step.source, err)
		}
	}
	if err := m.run(ctx, migrateAwaitCypher, map[string]any{"seconds": int64(migrationTime / time.Second)}); err != nil {
		return err
	}
	took := time.Since(begun)
	m.store.log.Info("neo4j: schema migrated", "to", step.version, "by", step.source, "took", took)
	return m.run(ctx, migrateRecordCypher, map[string]any{
		"previous": previous, "milliseconds": took.Milliseconds(), "by": m.store.config.UserAgent, "user": m.store.config.Username,
		"migration": map[string]any{"version": step.version, "description": step.description, "type": "CYPHER",
			"source": step.source, "checksum": step.checksum, "repeatable": false},
	})
}

// run runs a statement; one that met another's schema change is run again.
func (m *migrator) run(ctx context.Context, statement string, parameters map[string]any) error {
	return attempt(ctx, schemaTries, schemaWait, func() error {
		_, err := m.ask(ctx, statement, parameters)
		return err
	})
}

func (m *migrator) ask(ctx context.Context, statement string, parameters map[string]any) (row, error) {
	session := m.session(ctx)
	defer giveBack(ctx, session)
	m.store.see(statement, parameters)
	result, err := session.Run(ctx, statement, parameters, neo4j.WithTxTimeout(migrationTime))
	if err != nil {
		return nil, err
	}
	found, _, err := drain(ctx, result) // a new graph does not know the names yet: warnings are not for us
	return found, err
}

func (m *migrator) session(ctx context.Context) neo4j.SessionWithContext {
	return m.driver.NewSession(ctx, neo4j.SessionConfig{DatabaseName: m.store.config.Database, AccessMode: neo4j.AccessModeWrite})
}
