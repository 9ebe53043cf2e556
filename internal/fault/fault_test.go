package fault

import (
	"errors"
	"fmt"
	"io"
	"testing"
)

func TestWrapKeepsTheKind(t *testing.T) {
	cases := []struct {
		name string
		err  error
		kind Kind
		text string
	}{
		{"a stranger is ours", Wrap("read", io.EOF), Internal, "read: INTERNAL: EOF"},
		{"once", Wrap("post need", New(Forbidden, MayNot, "post")), Forbidden, "post need: FORBIDDEN: may_not [post]"},
		{"twice", Wrap("a", Wrap("b", Missing("Need", "x"))), NotFound, "a: b: NOT_FOUND: not_there [Need x]"},
		{"wrapped by fmt", Wrap("a", fmt.Errorf("b: %w", New(Limited, TooBusy))), Limited, "a: LIMITED: too_busy"},
	}
	for _, c := range cases {
		if got := KindOf(c.err); got != c.kind {
			t.Errorf("%s: kind %v, want %v", c.name, got, c.kind)
		}
		if got := c.err.Error(); got != c.text {
			t.Errorf("%s: got %q, want %q", c.name, got, c.text)
		}
	}
	if Wrap("a", nil) != nil {
		t.Error("wrapping nil gives an error")
	}
	if Is(nil, Internal) {
		t.Error("nil is an error of a kind")
	}
	if !errors.Is(Wrap("read", io.EOF), io.EOF) {
		t.Error("the cause is lost")
	}
}

func TestFieldsJoinPaths(t *testing.T) {
	var inner, outer Fields
	inner.Say("end", WindowReversed)
	inner.Add("", nil)
	outer.Add("need.window", inner.Err())
	outer.Add("need.title", At("", Required))
	outer.Add("", errors.New("odd"))
	var e *Error
	if !errors.As(outer.Err(), &e) {
		t.Fatal("no error")
	}
	want := []string{"need.window.end", "need.title", ""}
	for i, f := range e.Fields {
		if f.Path != want[i] {
			t.Errorf("path %d: got %q, want %q", i, f.Path, want[i])
		}
	}
	if (&Fields{}).Err() != nil {
		t.Error("no faults give an error")
	}
}
