package neo4jtest

import (
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"testing"
	"time"
)

// echo answers every piece with itself and notes what it was sent.
type echo struct {
	uri string

	mu    sync.Mutex
	heard []byte
}

func newEcho(t *testing.T) *echo {
	t.Helper()
	listen, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	e := &echo{uri: "bolt://" + listen.Addr().String()}
	var group sync.WaitGroup
	group.Go(func() {
		for {
			conn, err := listen.Accept()
			if err != nil {
				return
			}
			group.Go(func() { e.serve(conn) })
		}
	})
	t.Cleanup(func() {
		_ = listen.Close()
		group.Wait()
	})
	return e
}

func (e *echo) serve(conn net.Conn) {
	defer conn.Close()
	buffer := make([]byte, 1024)
	for {
		n, err := conn.Read(buffer)
		if err != nil {
			return
		}
		e.mu.Lock()
		e.heard = append(e.heard, buffer[:n]...)
		e.mu.Unlock()
		if _, err := conn.Write(buffer[:n]); err != nil {
			return
		}
	}
}

func (e *echo) has(text []byte) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return bytes.Contains(e.heard, text)
}

// dial connects through a proxy.
func dial(t *testing.T, p *Proxy) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", p.addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// say sends a text and reads its echo, within a time.
func say(conn net.Conn, text string, within time.Duration) error {
	if err := conn.SetDeadline(time.Now().Add(within)); err != nil {
		return err
	}
	if _, err := io.WriteString(conn, text); err != nil {
		return err
	}
	got := make([]byte, len(text))
	_, err := io.ReadFull(conn, got)
	if err == nil && string(got) != text {
		return errors.New("another text came back: " + string(got))
	}
	return err
}

// isReset tells a connection that was reset or refused, which systems say in
// words of their own, from one that ended in order or is silent.
func isReset(err error) bool {
	return err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, os.ErrDeadlineExceeded)
}

const patience = 20 * time.Second

func TestProxyPassesOn(t *testing.T) {
	for name, f := range map[string]Fault{
		"at once": {}, "late": {Latency: 20 * time.Millisecond}, "byte by byte": {Piece: 1}, "trickling": {Piece: 3, Pause: time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			p := NewProxy(t, newEcho(t).uri)
			p.Set(f)
			conn, begun := dial(t, p), time.Now()
			for _, text := range []string{"a", "a longer text", string(commitMessage)} {
				if err := say(conn, text, patience); err != nil {
					t.Errorf("%q: %v", text, err)
				}
			}
			if took := time.Since(begun); took < 3*f.Latency {
				t.Errorf("three answers took %v, want three times %v at least", took, f.Latency)
			}
		})
	}
}

func TestProxyIsSilent(t *testing.T) {
	p := NewProxy(t, newEcho(t).uri)
	old := dial(t, p)
	if err := say(old, "before", patience); err != nil {
		t.Fatal(err)
	}
	p.Set(Fault{Silent: true})
	late := dial(t, p)
	for _, conn := range []net.Conn{old, late} {
		if err := say(conn, "in the meantime", 50*time.Millisecond); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("in the meantime: got %v, want silence", err)
		}
	}
	p.Heal(t)
	if err := say(old, "after", 50*time.Millisecond); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("what was silent once: got %v, want silence", err)
	}
	if err := say(dial(t, p), "after", patience); err != nil {
		t.Errorf("a new connection: %v", err)
	}
}

func TestProxyMutesACommit(t *testing.T) {
	e := newEcho(t)
	p := NewProxy(t, e.uri)
	conn := dial(t, p)
	p.CutCommit(Mute)
	if err := say(conn, string(commitMessage), 50*time.Millisecond); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("got %v, want silence", err)
	}
	if !e.has(commitMessage) {
		t.Error("the server has not heard of the commit")
	}
	if err := say(dial(t, p), string(commitMessage), patience); err != nil {
		t.Errorf("the next one: %v", err)
	}
}

func TestProxyRefusesAndResets(t *testing.T) {
	p := NewProxy(t, newEcho(t).uri)
	conn := dial(t, p)
	if err := say(conn, "before", patience); err != nil {
		t.Fatal(err)
	}
	p.Reset()
	if err := say(conn, "reset", patience); !isReset(err) {
		t.Errorf("reset: got %v", err)
	}
	p.Refuse()
	if c, err := net.Dial("tcp", p.addr); !isReset(err) {
		t.Errorf("refused: got %v, %v", c, err)
	}
	p.Heal(t)
	if err := say(dial(t, p), "after", patience); err != nil {
		t.Errorf("after: %v", err)
	}
}

func TestProxyCuts(t *testing.T) {
	commit := "ab" + string(commitMessage)
	for _, c := range []struct {
		name  string
		begin func(p *Proxy)
		heard bool
		bytes int
	}{
		{"before a commit", func(p *Proxy) { p.CutCommit(CutBefore) }, false, 0},
		{"after a commit", func(p *Proxy) { p.CutCommit(CutAfter) }, true, 0},
		{"within an answer", func(p *Proxy) { p.CutAnswer(3) }, true, 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := newEcho(t)
			p := NewProxy(t, e.uri)
			conn := dial(t, p)
			if err := say(conn, "something else", patience); err != nil {
				t.Fatal(err)
			}
			c.begin(p)
			if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
				t.Fatal(err)
			}
			if _, err := io.WriteString(conn, commit); err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(conn)
			if !isReset(err) || len(got) > c.bytes {
				t.Errorf("got %d bytes and %v, want at most %d and a reset", len(got), err, c.bytes)
			}
			if e.has(commitMessage) != c.heard || p.Waiting() {
				t.Errorf("the server heard of it: %t, want %t; the cut is still waited for: %t", !c.heard, c.heard, p.Waiting())
			}
			if err := say(dial(t, p), commit, patience); err != nil {
				t.Errorf("the next one: %v", err)
			}
		})
	}
}
