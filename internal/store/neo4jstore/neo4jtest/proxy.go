package neo4jtest

import (
	"bytes"
	"errors"
	"net"
	"net/url"
	"sync"
	"testing"
	"time"
)

// Proxy stands between a client and a server and does to their connections what
// networks do: it is slow, silent, gone, or cuts them, at a place of the
// protocol if need be. Proxies of general use do not know a commit from any
// other bytes, and that is the place that matters.
//
// It passes everything on until it is told otherwise. All methods may be called
// while connections are at work.
type Proxy struct {
	server, addr string
	group        sync.WaitGroup

	mu     sync.Mutex
	listen net.Listener // nil while connections are refused
	fault  Fault
	commit Cut // what happens to the next commit
	answer int // how much of the next answer passes before it is cut; below 0: all
	links  map[*link]bool
}

// Fault is what a Proxy does to what passes. The zero value is no fault.
type Fault struct {
	Latency time.Duration // before each piece of an answer: what a round trip takes longer
	Piece   int           // the most bytes that pass at once; 0: as they come
	Pause   time.Duration // between such pieces
	// Silent swallows what is sent and keeps connections open. A connection that
	// was open while it lasted stays silent, as one does whose other end is gone.
	Silent bool
}

// Cut is what happens to a commit.
type Cut int

// The fates of a commit.
const (
	CutNothing Cut = iota
	CutBefore      // the connection is cut, and the server never hears of the commit
	CutAfter       // the server makes the commit, and the connection is cut before its answer
	Mute           // the server makes the commit, and the connection is silent from then on
)

// commitMessage is Bolt's message COMMIT, a chunk of its own.
var commitMessage = []byte{0, 2, 0xb0, 0x12, 0, 0}

// NewProxy starts a proxy before the server of an address such as bolt://host:port.
func NewProxy(t testing.TB, uri string) *Proxy {
	t.Helper()
	u, err := url.Parse(uri)
	if err != nil {
		t.Fatal(err)
	}
	p := &Proxy{server: u.Host, addr: "127.0.0.1:0", answer: -1, links: map[*link]bool{}}
	if err := p.accept(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		p.Refuse()
		p.group.Wait()
	})
	return p
}

// URI is the address a client is to use in place of the server's.
func (p *Proxy) URI() string { return "bolt://" + p.addr }

// Set chooses what happens to what passes from now on.
func (p *Proxy) Set(f Fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fault = f
	for l := range p.links {
		l.silent = l.silent || f.Silent
	}
}

// Heal ends every fault but for what it has done to connections. It takes
// connections again if they were refused.
func (p *Proxy) Heal(t testing.TB) {
	t.Helper()
	p.Set(Fault{})
	if err := p.accept(); err != nil {
		t.Fatal(err)
	}
}

// Refuse resets every connection and takes no new ones.
func (p *Proxy) Refuse() {
	p.mu.Lock()
	if p.listen != nil {
		_ = p.listen.Close()
		p.listen = nil
	}
	p.mu.Unlock()
	p.Reset()
}

// Reset resets every connection.
func (p *Proxy) Reset() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for l := range p.links {
		l.reset()
	}
}

// CutCommit cuts the connection of the next commit.
func (p *Proxy) CutCommit(how Cut) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.commit = how
}

// CutAnswer resets the connection of the next answer after so many of its bytes.
func (p *Proxy) CutAnswer(after int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.answer = after
}

// Waiting reports whether a cut that was asked for has not happened yet.
func (p *Proxy) Waiting() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.commit != CutNothing || p.answer >= 0
}

// accept takes connections, if it does not already.
func (p *Proxy) accept() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.listen != nil {
		return nil
	}
	listen, err := net.Listen("tcp", p.addr)
	if err != nil {
		return err
	}
	p.listen, p.addr = listen, listen.Addr().String()
	p.group.Go(func() {
		for {
			client, err := listen.Accept()
			if err != nil {
				return
			}
			p.group.Go(func() { p.serve(client) })
		}
	})
	return nil
}

// serve ties a client to the server until one of them ends.
func (p *Proxy) serve(client net.Conn) {
	server, err := net.Dial("tcp", p.server)
	if err != nil {
		_ = client.Close()
		return
	}
	l := &link{proxy: p, client: client, server: server, ended: make(chan struct{})}
	p.mu.Lock()
	l.silent = p.fault.Silent
	p.links[l] = true
	if p.listen == nil { // accepted as the last before connections were refused
		l.reset()
	}
	p.mu.Unlock()
	defer func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		delete(p.links, l)
	}()
	var group sync.WaitGroup
	group.Go(func() { l.carry(server, client, l.asked) })
	group.Go(func() { l.carry(client, server, l.answered) })
	group.Wait()
}

// link is one connection of a client and its counterpart to the server.
type link struct {
	proxy          *Proxy
	client, server net.Conn
	ended          chan struct{}
	once           sync.Once
	tail           []byte // the end of what was asked, which may be part of a commit

	silent, deaf bool // guarded by proxy.mu; deaf: no answer passes
}

// reset ends a link as a host that has lost it does: without a goodbye.
func (l *link) reset() {
	l.once.Do(func() { close(l.ended) })
	for _, c := range []net.Conn{l.client, l.server} {
		if tcp, ok := c.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
		}
		_ = c.Close()
	}
}

// errCut ends a link.
var errCut = errors.New("cut")

// carry passes what one end sends on to the other; pass does it, piece by piece.
func (l *link) carry(to, from net.Conn, pass func(to net.Conn, piece []byte) error) {
	defer l.once.Do(func() { close(l.ended) })
	buffer := make([]byte, 64<<10)
	for {
		n, err := from.Read(buffer)
		if n > 0 {
			if failed := pass(to, buffer[:n]); failed != nil {
				err = failed
			}
		}
		switch {
		case errors.Is(err, errCut):
			l.reset()
			return
		case err != nil: // the end that is left is told, after all that was sent before
			_ = to.Close()
			return
		}
	}
}

// asked passes on what the client sends.
func (l *link) asked(to net.Conn, piece []byte) error {
	seen := append(l.tail, piece...)
	l.tail = bytes.Clone(seen[max(0, len(seen)-len(commitMessage)+1):])
	l.proxy.mu.Lock()
	fault, silent, cut := l.proxy.fault, l.silent, CutNothing
	if bytes.Contains(seen, commitMessage) {
		cut, l.proxy.commit = l.proxy.commit, CutNothing
	}
	l.deaf, l.silent = l.deaf || cut == CutAfter, silent || cut == Mute
	l.proxy.mu.Unlock()
	switch {
	case silent:
		return nil
	case cut == CutBefore:
		return errCut
	}
	return l.write(to, piece, fault)
}

// answered passes on what the server sends.
func (l *link) answered(to net.Conn, piece []byte) error {
	l.proxy.mu.Lock()
	fault, silent, deaf, cut := l.proxy.fault, l.silent, l.deaf, l.proxy.answer
	if !silent {
		l.proxy.answer = -1
	}
	l.proxy.mu.Unlock()
	switch {
	case silent:
		return nil
	case deaf:
		return errCut
	}
	if err := l.pause(fault.Latency); err != nil {
		return err
	}
	if cut >= 0 {
		return errors.Join(l.write(to, piece[:min(cut, len(piece))], fault), errCut)
	}
	return l.write(to, piece, fault)
}

func (l *link) write(to net.Conn, piece []byte, f Fault) error {
	for len(piece) > 0 {
		n := len(piece)
		if f.Piece > 0 {
			n = min(n, f.Piece)
		}
		if _, err := to.Write(piece[:n]); err != nil {
			return err
		}
		if piece = piece[n:]; len(piece) == 0 {
			return nil
		}
		if err := l.pause(f.Pause); err != nil {
			return err
		}
	}
	return nil
}

// pause waits, or until the link ends.
func (l *link) pause(d time.Duration) error {
	if d == 0 {
		return nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-l.ended:
		return net.ErrClosed
	}
}
