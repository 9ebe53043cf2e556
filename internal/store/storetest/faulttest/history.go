package faulttest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"github.com/edclusters/thirdplace/internal/fault"
)

// Registers are records that clients share, numbered from 0. Each begins with
// version 1 and the text Beginning.
type Registers interface {
	// Read returns what a record is now.
	Read(ctx context.Context, n int) (Value, error)
	// Swap gives a record a new text if it still has a version, and with it the
	// next one. A fault.Conflict with the record's version says that it has moved
	// on. Any fault.Unavailable leaves it unknown whether the swap was made.
	Swap(ctx context.Context, n int, from int64, text string) error
}

// Value is what a record is between two swaps.
type Value struct {
	Version int64
	Text    string
}

// Beginning is the text of a record nobody has swapped.
const Beginning = "as it was"

// Clients says who makes a History.
type Clients struct {
	Clients   int // that work at once; 8 by default
	Registers int // that they share; 3 by default
	Most      int // operations, after which they are done by themselves; 0: they are told to end
	// Patience is how long the next call may take; by default longer than any
	// deadline that is tested. It is called by many goroutines at once.
	Patience func() time.Duration
}

// History is what clients asked and were told.
type History struct {
	t         testing.TB
	registers Registers
	clients   Clients
	crew      crew
	begun     time.Time

	mu         sync.Mutex
	operations []porcupine.Operation
	asked      int // operations begun
	swapped    int // swaps that were acknowledged
	unknown    int
}

// BeginHistory sets clients to work.
func BeginHistory(t testing.TB, r Registers, c Clients) *History {
	if c.Clients == 0 {
		c.Clients = 8
	}
	if c.Registers == 0 {
		c.Registers = 3
	}
	if c.Patience == nil {
		c.Patience = func() time.Duration { return patience }
	}
	h := &History{t: t, registers: r, clients: c, begun: time.Now()}
	h.crew.begin(c.Clients, h.step)
	return h
}

// Await waits until some more swaps have been acknowledged.
func (h *History) Await(swaps int) {
	h.t.Helper()
	until := h.swaps() + swaps
	Until(h.t, "swaps are acknowledged", func() bool { return h.swaps() >= until })
}

func (h *History) swaps() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.swapped
}

// End lets the clients finish, at the latest when they are told to.
func (h *History) End() {
	if h.clients.Most > 0 {
		h.crew.group.Wait()
	}
	h.crew.end()
}

// Judge ends the clients, reads every record once more and fails the test if
// the history is not linearizable. It leaves a picture of what is wrong.
func (h *History) Judge() {
	h.t.Helper()
	h.End()
	for n := range h.clients.Registers {
		if _, ok := h.read(h.clients.Clients, n); !ok {
			h.t.Fatalf("record %d cannot be read in the end", n)
		}
	}
	h.t.Logf("%d operations, %d swaps acknowledged, %d of unknown outcome", len(h.operations), h.swapped, h.unknown)
	verdict, info := judge(h.operations)
	if verdict == porcupine.Ok {
		return
	}
	path := filepath.Join(h.t.ArtifactDir(), "history.html")
	err := porcupine.VisualizePath(model(), info, path)
	h.t.Errorf("the history is not linearizable (%s): see %s (%v)", verdict, path, err)
}

// Verdict judges a history as Judge does, and returns whether it is linearizable.
func (h *History) Verdict() bool {
	h.End()
	verdict, _ := judge(h.operations)
	return verdict == porcupine.Ok
}

// step is one read and, mostly, one swap of what was read.
func (h *History) step(client int) (served, last bool) {
	n := rand.IntN(h.clients.Registers)
	value, served := h.read(client, n)
	if served && rand.IntN(4) > 0 {
		served = h.swap(client, n, value.Version)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	return served, h.clients.Most > 0 && h.asked >= h.clients.Most
}

// read asks what a record is. A read that failed tells nothing.
func (h *History) read(client, n int) (Value, bool) {
	ctx, cancel := within(h.clients.Patience())
	defer cancel()
	if client == h.clients.Clients { // the last look
		ctx = h.t.Context()
	}
	call, _ := h.begin()
	value, err := h.registers.Read(ctx, n)
	if err != nil {
		h.expect("Read", err)
		return Value{}, false
	}
	h.note(client, call, asked{register: n}, told{value: value})
	return value, true
}

// swap gives a record a text that nobody else gives one.
func (h *History) swap(client, n int, from int64) (known bool) {
	ctx, cancel := within(h.clients.Patience())
	defer cancel()
	call, number := h.begin()
	ask := asked{register: n, swap: true, from: from, text: fmt.Sprintf("swap %d by %d", number, client)}
	err := h.registers.Swap(ctx, n, from, ask.text)
	var e *fault.Error
	switch {
	case err == nil:
		h.note(client, call, ask, told{})
	case errors.As(err, &e) && e.Kind == fault.Conflict && e.Version > 0:
		h.note(client, call, ask, told{moved: e.Version})
	default:
		h.expect("Swap", err)
		h.note(client, call, ask, told{unknown: true})
		return false
	}
	return true
}

func (h *History) begin() (call time.Duration, number int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.asked++
	return time.Since(h.begun), h.asked
}

// note adds an operation. One of unknown outcome has not ended.
func (h *History) note(client int, call time.Duration, ask asked, answer told) {
	h.mu.Lock()
	defer h.mu.Unlock()
	end := time.Since(h.begun).Nanoseconds()
	switch {
	case answer.unknown:
		end = math.MaxInt64
		h.unknown++
	case ask.swap && answer.moved == 0:
		h.swapped++
	}
	h.operations = append(h.operations, porcupine.Operation{
		ClientId: client, Input: ask, Output: answer, Call: call.Nanoseconds(), Return: end,
	})
}

// expect fails the test for an error that is no excuse.
func (h *History) expect(what string, err error) {
	if !fault.Is(err, fault.Unavailable) {
		h.t.Errorf("%s: got %v, want UNAVAILABLE if it is not answered", what, err)
	}
}
