package sqlitestore

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/lockfile"
	"github.com/edclusters/thirdplace/internal/store"
)

func refused(t *testing.T, what string, err error, kind fault.Kind, code fault.Code) {
	t.Helper()
	var e *fault.Error
	if !errors.As(err, &e) || e.Kind != kind || e.Detail.Code != code {
		t.Fatalf("%s: got %v, want %s %s", what, err, kind, code)
	}
}

func TestOpenMakesPrivateFiles(t *testing.T) {
	s := openEmpty(t)
	if runtime.GOOS == "windows" {
		t.Skip("modes are another thing there")
	}
	for path, want := range map[string]os.FileMode{filepath.Dir(s.path): folderMode | os.ModeDir, s.path: fileMode, s.path + ".lock": fileMode} {
		info, err := os.Stat(path)
		if err != nil || info.Mode() != want {
			t.Errorf("%s: got %v, want %v: %v", path, info.Mode(), want, err)
		}
	}
}

func TestOpenOddPaths(t *testing.T) {
	for _, name := range []string{"a b.db", "ünïcode.db", "50%25?mode=memory#x.db"} {
		path := filepath.Join(t.TempDir(), name)
		s, err := Open(t.Context(), path)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		s.Close()
		if info, err := os.Stat(path); err != nil || info.Size() == 0 {
			t.Errorf("%s: the store is elsewhere: %v", name, err)
		}
	}
}

func TestSecondWriterIsRefused(t *testing.T) {
	first := openEmpty(t)
	_, err := Open(t.Context(), first.path)
	refused(t, "a second Open", err, fault.Unavailable, fault.StoreInUse)
	first.Close()
	second, err := Open(t.Context(), first.path)
	if err != nil {
		t.Fatalf("after Close: %v", err)
	}
	second.Close()
}

func TestReaderBesideWriter(t *testing.T) {
	writer, w := openEmpty(t), newTown("town")
	reader, err := OpenReader(t.Context(), writer.path)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	mustCommit(t, writer, w.settle())
	records, err := reader.Fetch(t.Context(), []eic.ID{eic.ID(w.cluster), eic.ID(w.people[7])})
	if err != nil || records[0] == nil || records[1] == nil {
		t.Errorf("the reader sees %v, %v", records, err)
	}
	if h, err := reader.Health(t.Context()); err != nil || len(h.Faults) != 0 || h.Records["Person"] != 500 {
		t.Errorf("Health of the reader: %+v, %v", h, err)
	}
	err = reader.Commit(t.Context(), store.Write{Changes: w.offers(0, 1)})
	if !errors.Is(err, errReadOnly) {
		t.Errorf("a reader's write: got %v, want %v", err, errReadOnly)
	}
	secret, err := writer.Secret(t.Context(), "s")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := reader.Secret(t.Context(), "s"); err != nil || !bytes.Equal(got, secret) {
		t.Errorf("the reader's secret: %x, %v; the writer's %x", got, err, secret)
	}
}

func TestReaderAlone(t *testing.T) {
	writer := openEmpty(t)
	path := writer.path
	writer.Close()
	reader, err := OpenReader(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	reader.Close()
	_, err = OpenReader(t.Context(), path+".missing")
	refused(t, "a store that is not there", err, fault.Internal, fault.CannotOpen)
	if _, err := os.Stat(path + ".missing"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the reader made a file: %v", err)
	}
	empty := filepath.Join(t.TempDir(), "empty.db")
	if err := os.WriteFile(empty, nil, fileMode); err != nil {
		t.Fatal(err)
	}
	_, err = OpenReader(t.Context(), empty)
	refused(t, "an empty file", err, fault.Internal, fault.CannotOpen)
}

// spoil runs SQL on a closed store's file.
func spoil(t *testing.T, path, sql string) {
	t.Helper()
	connector, err := connector(path, "")
	if err != nil {
		t.Fatal(err)
	}
	c, err := connect(t.Context(), connector)
	if err != nil {
		t.Fatal(err)
	}
	defer c.close()
	if err := c.script(t.Context(), sql); err != nil {
		t.Fatal(err)
	}
}

func TestOpenRefusesWhatIsNotItsOwn(t *testing.T) {
	truncate := func(t *testing.T, path string) {
		t.Helper()
		if err := os.Truncate(path, 20_000); err != nil {
			t.Fatal(err)
		}
	}
	cases := []struct {
		name  string
		spoil func(t *testing.T, path string)
		code  fault.Code
	}{
		{"a newer schema", func(t *testing.T, path string) {
			spoil(t, path, "INSERT INTO migration (number, name, sum) VALUES (9999, 'later', '')")
		}, fault.NewerSchema},
		{"another schema of the same number", func(t *testing.T, path string) {
			spoil(t, path, "UPDATE migration SET sum = 'other' WHERE number = 1")
		}, fault.CorruptStore},
		{"another program's database", func(t *testing.T, path string) {
			spoil(t, path, "PRAGMA application_id = 7")
		}, fault.CorruptStore},
		{"no database", func(t *testing.T, path string) {
			if err := os.WriteFile(path, bytes.Repeat([]byte("not a database "), 1000), fileMode); err != nil {
				t.Fatal(err)
			}
		}, fault.CorruptStore},
		{"a file cut short", truncate, fault.CorruptStore},
		{"a folder", func(t *testing.T, path string) {
			if err := errors.Join(os.Remove(path), os.Mkdir(path, folderMode)); err != nil {
				t.Fatal(err)
			}
		}, fault.CannotOpen},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := openEmpty(t)
			s.Close()
			c.spoil(t, s.path)
			_, err := Open(t.Context(), s.path)
			refused(t, "Open", err, fault.Internal, c.code)
			_, err = OpenReader(t.Context(), s.path)
			refused(t, "OpenReader", err, fault.Internal, c.code)
			if held, err := lockfile.Take(s.path + ".lock"); err != nil {
				t.Errorf("a refused Open keeps the lock: %v", err)
			} else {
				held.Close()
			}
		})
	}
}

func TestOpenBelowAFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, fileMode); err != nil {
		t.Fatal(err)
	}
	_, err := Open(t.Context(), filepath.Join(file, "graph.db"))
	refused(t, "Open", err, fault.Internal, fault.CannotOpen)
}

func TestMigrationsAreNumbered(t *testing.T) {
	steps, err := migrations()
	if err != nil || len(steps) == 0 {
		t.Fatal(steps, err)
	}
	for i, step := range steps {
		if want := fmt.Sprintf("migrations/%04d_", i+1); step.name[:len(want)] != want {
			t.Errorf("step %d is %s, want %s...", i+1, step.name, want)
		}
	}
}

func TestOlderSchemaIsBroughtUp(t *testing.T) {
	s := openEmpty(t)
	s.Close()
	spoil(t, s.path, `DROP TABLE vector; DROP TABLE event; DROP TABLE answer; DROP TABLE snapshot; DROP TABLE shown; DROP TABLE postal;
		DROP TABLE secret; DROP TABLE topic_changes; DROP TABLE credential; DROP TABLE audit; DELETE FROM migration WHERE number > 2`)
	_, err := OpenReader(t.Context(), s.path)
	refused(t, "OpenReader", err, fault.Internal, fault.CannotOpen)
	again, err := Open(t.Context(), s.path)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if h, err := again.Health(t.Context()); err != nil || h.Schema != h.Known || len(h.Faults) != 0 {
		t.Errorf("Health: %+v, %v", h, err)
	}
}

// Events that were numbered together keep their numbers when each cluster is given
// a series of its own, and each goes on from its last.
func TestEventsOfAnOlderSchema(t *testing.T) {
	s, w := openEmpty(t), newTown("town")
	mustCommit(t, s, w.settle())
	s.Close()
	spoil(t, s.path, `DROP TABLE vector; DROP TABLE event; DROP TABLE topic_changes; DROP TABLE credential; DROP TABLE audit;
		DELETE FROM migration WHERE number > 3;
		CREATE TABLE event (number INTEGER PRIMARY KEY, cluster TEXT NOT NULL, side INTEGER NOT NULL, record TEXT NOT NULL,
			version INTEGER NOT NULL, verb TEXT NOT NULL, at INTEGER NOT NULL, by TEXT NOT NULL);
		CREATE INDEX event_side ON event (cluster, side);
		INSERT INTO event VALUES (1, 'cluster.other', 1, 'grant.a', 1, 'post', 7, ''), (2, '`+string(w.cluster)+`', 1, 'grant.b', 1, 'post', 8, 'person.a'),
			(3, '', 0, 'topic-a', 1, 'ship', 9, ''), (5, '`+string(w.cluster)+`', 2, 'need.a', 4, 'withdraw', 9, '')`)
	again, err := Open(t.Context(), s.path)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	mustCommit(t, again, w.offers(0, 2))
	for cluster, want := range map[eic.ClusterID][]int64{"cluster.other": {1}, w.cluster: {2, 5, 6, 7}, "": {3}} {
		events, err := again.Events(t.Context(), cluster, 0, 10)
		var got []int64
		for _, e := range events {
			got = append(got, e.Number)
		}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: got events %v, want %v: %v", cluster, got, want, err)
		}
	}
	events, err := again.Events(t.Context(), w.cluster, 2, 1)
	want := store.Event{Number: 5, Cluster: w.cluster, Record: "need.a", Version: 4, Verb: "withdraw", Stamp: eic.NewStamp(time.UnixMilli(9), "")}
	if err != nil || len(events) != 1 || events[0] != want {
		t.Errorf("got %+v, want %+v: %v", events, want, err)
	}
	if n, err := again.Changed(t.Context(), w.cluster, store.OfferSide, 2); err != nil || n != 2 {
		t.Errorf("%d offers have changed, want 2: %v", n, err)
	}
}

func TestFaultDiskFull(t *testing.T) {
	s, w := openEmpty(t), newTown("town")
	mustCommit(t, s, w.settle())
	err := s.writer.with(t.Context(), func(c *conn) error { return c.script(t.Context(), "PRAGMA max_page_count = 1") })
	if err != nil {
		t.Fatal(err)
	}
	offers := w.offers(0, 1000)
	err = s.Commit(t.Context(), store.Write{Changes: offers})
	refused(t, "Commit", err, fault.Unavailable, fault.DiskFull)
	err = s.writer.with(t.Context(), func(c *conn) error { return c.script(t.Context(), "PRAGMA max_page_count = 1000000") })
	if err != nil {
		t.Fatal(err)
	}
	mustCommit(t, s, offers)
	if h, err := s.Health(t.Context()); err != nil || len(h.Faults) != 0 || h.Records["FundOfKnowledge"] != 1000 {
		t.Errorf("Health once there is room: %+v, %v", h, err)
	}
}

// A disk that is full at the start, at whichever step of making a store, is said
// to be; nothing of the store stays in the way of the next start.
func TestFaultDiskFullAtStart(t *testing.T) {
	for _, pages := range []int{1, 2, 10, 30, 60} {
		path := filepath.Join(t.TempDir(), "graph.db")
		_, err := open(t.Context(), path, fmt.Sprintf("&_pragma=max_page_count(%d)", pages))
		refused(t, fmt.Sprintf("room for %d pages", pages), err, fault.Unavailable, fault.DiskFull)
		s, err := Open(t.Context(), path)
		if err != nil {
			t.Fatalf("once there is room: %v", err)
		}
		if h, err := s.Health(t.Context()); err != nil || len(h.Faults) != 0 {
			t.Errorf("Health once there is room: %v, %v", h.Faults, err)
		}
		s.Close()
	}
}

func TestHealthSaysWhatIsWrong(t *testing.T) {
	for name, sql := range map[string]string{
		"a reference that leads nowhere": "PRAGMA foreign_keys = 0; UPDATE offer SET offered_person = 'person.gone'",
		"an offer off its shelf":         "DELETE FROM shelved WHERE num = (SELECT min(num) FROM shelved)",
		"an index that lacks a row":      "DELETE FROM shelf_open_funds WHERE rowid = (SELECT min(num) FROM shelved)",
	} {
		t.Run(name, func(t *testing.T) {
			s, w := openEmpty(t), newTown("town")
			mustCommit(t, s, w.settle())
			mustCommit(t, s, w.offers(0, 5))
			if h, err := s.Health(t.Context()); err != nil || len(h.Faults) != 0 {
				t.Fatalf("before: %v, %v", h.Faults, err)
			}
			s.Close()
			spoil(t, s.path, sql)
			again, err := Open(t.Context(), s.path)
			if err != nil {
				t.Fatal(err)
			}
			defer again.Close()
			if h, err := again.Health(t.Context()); err != nil || len(h.Faults) != 1 {
				t.Errorf("after: %v, %v; want one fault", h.Faults, err)
			}
		})
	}
}
