// Package fault owns the kinds of error the program knows and the facts each
// carries. It refuses prose: what a person reads is made by package wording
// from the code and arguments kept here, in the reader's language.
//
// Start at Error; the constructors below it are the only way errors that cross
// a package boundary are made.
package fault

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Kind says what a program may do about an error. The names are those of
// extensions.code in the API.
type Kind uint8

// The kinds, in no order of severity.
const (
	Internal        Kind = iota // ours: logged with the request id, never shown
	Invalid                     // the request itself is wrong: see Fields
	Unauthenticated             // nobody is signed in, or the token is not good
	Forbidden                   // signed in, and not allowed
	NotFound                    // unknown, or not to be seen by this caller
	Conflict                    // the record has moved on: see Legal and Version
	Limited                     // too much at once: see RetryAfter
	Unavailable                 // the store is away: see RetryAfter
)

var kindNames = [...]string{
	"INTERNAL", "INVALID", "UNAUTHENTICATED", "FORBIDDEN", "NOT_FOUND", "CONFLICT", "LIMITED", "UNAVAILABLE",
}

// String returns the kind's name in the API, such as "NOT_FOUND".
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return kindNames[Internal]
}

// Detail is what is wrong, as data: a code and the values its sentence needs.
type Detail struct {
	Code Code
	Args []any // in the order the sentence of Code names them
}

// Say makes a Detail.
func Say(code Code, args ...any) Detail { return Detail{Code: code, Args: args} }

// String renders the detail for logs: the code and its arguments.
func (d Detail) String() string {
	if len(d.Args) == 0 {
		return string(d.Code)
	}
	return fmt.Sprintf("%s %v", d.Code, d.Args)
}

// Field is one thing wrong with one field of an input. Path has the names of
// the input's fields, joined by dots, such as "window.end"; list places are
// numbers: "topics.2".
type Field struct {
	Path string
	Detail
}

// Error is an error with a kind, what is wrong, and the cause it wraps.
type Error struct {
	Kind       Kind
	Op         string // what was being done, such as "post need"; for logs
	Detail     Detail
	Fields     []Field       // Invalid: every fault found, not only the first
	Legal      []string      // Conflict over a state: the states it may go to
	Version    int64         // Conflict over a version: the current one, else 0
	RetryAfter time.Duration // Limited and Unavailable: when to come back
	Err        error         // the cause, for logs
}

// Error renders the error for logs.
func (e *Error) Error() string {
	var b strings.Builder
	if e.Op != "" {
		b.WriteString(e.Op + ": ")
	}
	b.WriteString(e.Kind.String())
	if e.Detail.Code != "" {
		b.WriteString(": " + e.Detail.String())
	}
	for _, f := range e.Fields {
		b.WriteString("; " + f.Path + ": " + f.Detail.String())
	}
	if e.Err != nil {
		b.WriteString(": " + e.Err.Error())
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// New makes an error of a kind.
func New(kind Kind, code Code, args ...any) *Error {
	return &Error{Kind: kind, Detail: Say(code, args...)}
}

// Wrap names the operation an error happened in and keeps its kind. Wrapping
// nil gives nil.
func Wrap(op string, err error) error {
	if err == nil {
		return nil
	}
	var e *Error
	if !errors.As(err, &e) {
		return &Error{Kind: Internal, Op: op, Err: err}
	}
	outer := *e
	outer.Op = op
	if e.Op != "" {
		outer.Op = op + ": " + e.Op
	}
	return &outer
}

// KindOf returns the kind of an error: Internal for one that has none.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// Is reports whether err is of the kind; nil is of none.
func Is(err error, kind Kind) bool { return err != nil && KindOf(err) == kind }

// Missing is the NotFound error of one thing: what names its type and id the
// one that was asked for.
func Missing(what, id string) *Error { return New(NotFound, NotThere, what, id) }

// At makes an Invalid error of one field.
func At(path string, code Code, args ...any) *Error {
	return &Error{Kind: Invalid, Detail: Say(CheckFields), Fields: []Field{{Path: path, Detail: Say(code, args...)}}}
}

// Fields collects every fault of an input, so that a person is told all at once.
// The zero value is ready.
type Fields struct{ list []Field }

// Add notes a fault at path. An Invalid error adds its own fields below path.
// Any other error is noted as a malformed value. Adding nil does nothing.
func (f *Fields) Add(path string, err error) {
	if err == nil {
		return
	}
	var e *Error
	if !errors.As(err, &e) {
		f.list = append(f.list, Field{Path: path, Detail: Say(Malformed, err.Error())})
		return
	}
	if len(e.Fields) == 0 {
		f.list = append(f.list, Field{Path: path, Detail: e.Detail})
		return
	}
	for _, inner := range e.Fields {
		f.list = append(f.list, Field{Path: join(path, inner.Path), Detail: inner.Detail})
	}
}

// Say notes a fault at path by its code.
func (f *Fields) Say(path string, code Code, args ...any) {
	f.list = append(f.list, Field{Path: path, Detail: Say(code, args...)})
}

// Err returns an Invalid error with every fault noted, or nil.
func (f *Fields) Err() error {
	if len(f.list) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Detail: Say(CheckFields), Fields: f.list}
}

func join(outer, inner string) string {
	switch {
	case outer == "":
		return inner
	case inner == "":
		return outer
	}
	return outer + "." + inner
}
