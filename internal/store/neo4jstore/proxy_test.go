package neo4jstore_test

import (
	"bytes"
	"net"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
)

// proxy stands between a store and its server, and cuts connections.
type proxy struct {
	uri    string
	server string
	listen net.Listener
	cut    atomic.Int32 // what happens to the next commit

	mu    sync.Mutex
	conns []net.Conn
}

// What happens to a commit.
const (
	passOn       = iota
	cutBefore    // the server never hears of it
	cutAfter     // the server makes it, and its answer is lost
	commitLength = 6
)

// commit is Bolt's message COMMIT, as a chunk of its own.
var commitMessage = []byte{0, 2, 0xb0, 0x12, 0, 0}

func newProxy(t *testing.T, uri string) *proxy {
	t.Helper()
	u, err := url.Parse(uri)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{uri: "bolt://" + l.Addr().String(), server: u.Host, listen: l}
	var group sync.WaitGroup
	group.Go(func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			group.Go(func() { p.serve(client) })
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		p.cutAll()
		group.Wait()
	})
	return p
}

// cutAll resets every connection.
func (p *proxy) cutAll() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.conns {
		_ = c.Close()
	}
	p.conns = nil
}

func (p *proxy) serve(client net.Conn) {
	server, err := net.Dial("tcp", p.server)
	if err != nil {
		_ = client.Close()
		return
	}
	p.mu.Lock()
	p.conns = append(p.conns, client, server)
	p.mu.Unlock()
	var deaf atomic.Bool // the client hears no more answers
	var group sync.WaitGroup
	group.Go(func() {
		defer client.Close()
		copyUntil(client, server, func([]byte) bool { return !deaf.Load() })
	})
	group.Go(func() {
		defer server.Close()
		copyUntil(server, client, func(piece []byte) bool {
			if !bytes.Contains(piece, commitMessage) {
				return true
			}
			how := p.cut.Swap(passOn)
			deaf.Store(how == cutAfter)
			return how != cutBefore
		})
		_ = client.Close()
	})
	group.Wait()
}

// copyUntil copies pieces while pass agrees.
func copyUntil(to, from net.Conn, pass func([]byte) bool) {
	buffer := make([]byte, 64<<10)
	for {
		n, err := from.Read(buffer)
		if n > 0 && !pass(buffer[:n]) {
			return
		}
		if _, failed := to.Write(buffer[:n]); err != nil || failed != nil {
			return
		}
	}
}
