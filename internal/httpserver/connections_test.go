package httpserver

import (
	"bufio"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// wire is a connection of a test, from an address.
type wire struct {
	net.Conn
	from net.Addr
}

func (w wire) RemoteAddr() net.Addr { return w.from }

// connect makes a connection; the other end is returned too.
func connect(address string) (conn, other net.Conn) {
	near, far := net.Pipe()
	return wire{near, net.TCPAddrFromAddrPort(netip.AddrPortFrom(netip.MustParseAddr(address), 1))}, far
}

// isClosed reports whether the other end of a connection has been closed.
func isClosed(other net.Conn) bool {
	other.SetReadDeadline(time.Now().Add(time.Second))
	_, err := other.Read(make([]byte, 1))
	return err == io.EOF
}

func TestCrowdByAddress(t *testing.T) {
	c := newCrowd(100, 2, proxies{netip.MustParsePrefix("10.0.0.0/8")})
	enter := func(from string) *member {
		conn, _ := connect(from)
		return c.enter(conn)
	}
	first, second := enter("192.0.2.1"), enter("192.0.2.1")
	if first == nil || second == nil || enter("192.0.2.1") != nil {
		t.Errorf("two from an address fit, and no third")
	}
	for i := range 5 {
		if enter("10.0.0.1") == nil {
			t.Errorf("connection %d of a proxy was refused", i+1)
		}
	}
	first.Close()
	first.Close()
	if enter("192.0.2.1") == nil || enter("192.0.2.1") != nil {
		t.Errorf("one has left, so one fits")
	}
	if enter("2001:db8::1") == nil || enter("2001:db8::2") == nil || enter("2001:db8::3") != nil {
		t.Errorf("a block of IPv6 is one address")
	}
}

// TestCrowdMakesRoom: the connection that waits longest goes for a new one; those
// at work stay.
func TestCrowdMakesRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCrowd(3, 3, nil)
		enter := func(from string) (*member, net.Conn) {
			conn, other := connect(from)
			return c.enter(conn), other
		}
		worker, atWork := enter("192.0.2.1")
		c.state(worker, http.StateActive)
		_, silent := enter("192.0.2.2")
		kept, _ := enter("192.0.2.3")
		fresh, _ := enter("192.0.2.4")
		if fresh == nil || !isClosed(silent) || isClosed(atWork) {
			t.Errorf("the silent one was not chosen to go")
		}
		c.state(kept, http.StateActive)
		c.state(fresh, http.StateActive)
		if late, _ := enter("192.0.2.5"); late != nil {
			t.Errorf("all are at work, and one more was let in")
		}
		c.state(worker, http.StateIdle)
		if late, _ := enter("192.0.2.5"); late == nil || !isClosed(atWork) {
			t.Errorf("one is idle again, and nobody was let in for it")
		}
		if c.open != 3 || len(c.each) != 3 || c.idle.Len() != 1 {
			t.Errorf("%d are open from %v, %d idle", c.open, c.each, c.idle.Len())
		}
	})
}

// pipes is a listener of connections of a test.
type pipes chan net.Conn

func (p pipes) Accept() (net.Conn, error) {
	conn, ok := <-p
	if !ok {
		return nil, net.ErrClosed
	}
	return conn, nil
}
func (p pipes) Close() error   { return nil }
func (p pipes) Addr() net.Addr { return &net.TCPAddr{} }

// TestUnreadAnswersEnd: a stream whose reader takes nothing any more is over when
// a piece of it has waited ten seconds; one that is read goes on.
func TestUnreadAnswersEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ended := make(chan time.Duration, 1)
		handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			begun := time.Now()
			for {
				if _, err := io.WriteString(w, "data: news\n\n"); err != nil || r.Context().Err() != nil {
					break
				}
				w.(http.Flusher).Flush()
				time.Sleep(time.Second)
			}
			ended <- time.Since(begun)
		})
		counts, err := newCounts(nil)
		if err != nil {
			t.Fatal(err)
		}
		s := &Server{options: Options{Log: slog.New(slog.DiscardHandler), Trace: func(r *http.Request, _ string) (context.Context, func(string, string, int)) {
			return r.Context(), func(string, string, int) {}
		}}, counts: counts, crowd: newCrowd(9, 9, nil)}
		server, listener := s.server(t.Context(), s.watch(handler)), make(pipes, 1)
		go server.Serve(listener)
		conn, reader := connect("192.0.2.1")
		listener <- conn
		io.WriteString(reader, "GET / HTTP/1.1\r\nHost: h\r\n\r\n")
		read := bufio.NewReader(reader)
		for news := 0; news < 60; {
			line, err := read.ReadString('\n')
			if err != nil {
				t.Fatalf("it was read and ended: %v", err)
			}
			if strings.HasPrefix(line, "data:") {
				news++
			}
		}
		if got := <-ended; got < 69*time.Second || got > 72*time.Second {
			t.Errorf("it ended after %v, want ten seconds after the sixty it was read", got)
		}
		close(listener)
		server.Close()
	})
}

func TestConnectionsAreCounted(t *testing.T) {
	s := start(t, nil)
	send(t, "GET", s.URL()+"/healthz")
	families, err := s.counts.registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		if f.GetName() == "thirdplace_http_connections" && f.GetMetric()[0].GetGauge().GetValue() == 1 {
			return
		}
	}
	t.Errorf("no series says that one is open: %v", families)
}
