package app

import (
	"encoding"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strconv"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/match"
)

// form reads the fields of an input into a record. It is the one place where
// what people and programs send becomes values: the API and the importers use
// the same forms, so they accept and refuse the same things. A field that is
// absent leaves its target as it is; one that is nil sets the default. Every
// fault is noted under its path; none stops the reading.
type form struct {
	fields Fields
	path   string
	seen   map[string]bool
	shared *reading
}

// reading is what a form and the forms inside it have in common.
type reading struct {
	faults fault.Fields
	refs   []reference
	name   naming
	bands  bool // grade bands are accepted: files
}

// naming turns a reference as it was said into the ids it can mean.
type naming func(value any, types []eic.Type) ([]eic.ID, error)

// reference is a field that names another record.
type reference struct {
	path    string
	said    string
	types   []eic.Type
	choices []eic.ID // more than one: whichever is there
	set     func(eic.ID)
}

func newForm(fields Fields, path string, name naming, bands bool) *form {
	return &form{fields: fields, path: path, seen: map[string]bool{}, shared: &reading{name: name, bands: bands}}
}

// inner makes a form for an object within this one.
func (f *form) inner(name string, fields Fields) *form {
	return &form{fields: fields, path: f.at(name), seen: map[string]bool{}, shared: f.shared}
}

func (f *form) at(name string) string {
	if f.path == "" || name == "" {
		return f.path + name
	}
	return f.path + "." + name
}

// value returns a field; given is false for one that is absent.
func (f *form) value(name string) (v any, given bool) {
	f.seen[name] = true
	v, given = f.fields[name]
	return v, given
}

// unknown notes every field that no call has asked for.
func (f *form) unknown() {
	var names []string
	for name := range f.fields {
		if !f.seen[name] {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		f.say(name, fault.UnknownField, name)
	}
}

func (f *form) say(name string, code fault.Code, args ...any) {
	f.shared.faults.Say(f.at(name), code, args...)
}

func (f *form) add(name string, err error) { f.shared.faults.Add(f.at(name), err) }

// asText returns a field as a string; nil is "".
func (f *form) asText(name string) (s string, given bool) {
	v, given := f.value(name)
	if !given || v == nil {
		return "", given
	}
	s, ok := v.(string)
	if !ok {
		f.say(name, fault.WrongType, "text")
		return "", false
	}
	return match.Normalize(s), true
}

// text reads a string by a parsing constructor of eic.
func text[T ~string](f *form, name string, target *T, parse func(string) (T, error)) {
	s, given := f.asText(name)
	if !given {
		return
	}
	parsed, err := parse(s)
	f.add(name, err)
	if err == nil {
		*target = parsed
	}
}

// one reads a value of an enumeration, a day or the like.
func one[T any, P interface {
	*T
	encoding.TextUnmarshaler
}](f *form, name string, target P) {
	s, given := f.asText(name)
	if !given {
		return
	}
	var v T
	err := P(&v).UnmarshalText([]byte(s))
	f.add(name, err)
	if err == nil {
		*target = v
	}
}

// set reads a list of values of an enumeration.
func set[T eic.Enum, P interface {
	*T
	encoding.TextUnmarshaler
}](f *form, name string, target *eic.Set[T]) {
	var values eic.Set[T]
	if f.each(name, func(at string, item any) {
		s, ok := item.(string)
		var v T
		if !ok || s == "" {
			f.say(at, fault.WrongType, "text")
		} else if err := P(&v).UnmarshalText([]byte(s)); err != nil {
			f.add(at, err)
		} else {
			values = values.With(v)
		}
	}) {
		*target = values
	}
}

// grades reads grade levels, in files also bands of them.
func (f *form) grades(name string, target *eic.Grades) {
	if !f.shared.bands {
		set[eic.GradeLevel](f, name, target)
		return
	}
	if s, ok := f.fields[name].(string); ok {
		f.fields[name] = []any{s}
	}
	var values eic.Grades
	if f.each(name, func(at string, item any) {
		s, ok := item.(string)
		if !ok {
			f.say(at, fault.WrongType, "text")
			return
		}
		levels, err := eic.ParseGrades(s)
		f.add(at, err)
		values = values.Or(levels)
	}) {
		*target = values
	}
}

// each calls visit for the items of a list with the path of each; it reports
// whether the field was given and is a list or nil.
func (f *form) each(name string, visit func(at string, item any)) bool {
	const most = 1000
	return f.atMost(name, most, visit)
}

// atMost is each for a list of so many items at most.
func (f *form) atMost(name string, most int, visit func(at string, item any)) bool {
	v, given := f.value(name)
	if !given || v == nil {
		return given
	}
	items, ok := v.([]any)
	if !ok {
		items, ok = listOf(v)
	}
	if !ok {
		f.say(name, fault.WrongType, "a list")
		return false
	}
	if len(items) > most {
		f.say(name, fault.TooMany, most, len(items))
		return false
	}
	for i, item := range items {
		visit(name+"."+strconv.Itoa(i), item)
	}
	return true
}

// listOf accepts a single value where a list is expected, as GraphQL does.
func listOf(v any) ([]any, bool) {
	switch v := v.(type) {
	case []string:
		list := make([]any, len(v))
		for i, s := range v {
			list[i] = s
		}
		return list, true
	case []map[string]any:
		list := make([]any, len(v))
		for i, m := range v {
			list[i] = m
		}
		return list, true
	case string, map[string]any:
		return []any{v}, true
	}
	return nil, false
}

// object calls read with the form of an object; it reports whether the field
// was given, and whether it was nil.
func (f *form) object(name string, read func(*form)) (given, null bool) {
	v, given := f.value(name)
	if !given || v == nil {
		return given, true
	}
	fields, ok := v.(map[string]any)
	if !ok {
		f.say(name, fault.WrongType, "an object")
		return false, false
	}
	in := f.inner(name, fields)
	read(in)
	in.unknown()
	return true, false
}

// objects calls read with the form of each object of a list.
func (f *form) objects(name string, read func(*form)) bool {
	return f.each(name, func(at string, item any) {
		fields, ok := item.(map[string]any)
		if !ok {
			f.say(at, fault.WrongType, "an object")
			return
		}
		in := f.inner(at, fields)
		read(in)
		in.unknown()
	})
}

// boolean reads true or false; nil is the default.
func (f *form) boolean(name string, target *bool, byDefault bool) {
	v, given := f.value(name)
	if !given {
		return
	}
	switch v := v.(type) {
	case nil:
		*target = byDefault
	case bool:
		*target = v
	default:
		f.say(name, fault.WrongType, "true or false")
	}
}

// number reads a number; nil gives nil.
func (f *form) number(name string, target **float64) {
	v, given := f.value(name)
	if !given {
		return
	}
	if v == nil {
		*target = nil
		return
	}
	n, err := numberOf(v)
	if err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
		f.say(name, fault.WrongType, "a number")
		return
	}
	*target = &n
}

func numberOf(v any) (float64, error) {
	switch v := v.(type) {
	case json.Number:
		return v.Float64()
	case float64:
		return v, nil
	case int64:
		return float64(v), nil
	case int:
		return float64(v), nil
	}
	return 0, errors.New("not a number")
}

// integer reads a whole number within the range of 32 bits; nil is 0.
func (f *form) integer(name string, target *int) {
	n := new(float64)
	*n = float64(*target)
	f.number(name, &n)
	switch {
	case n == nil:
		*target = 0
	case *n != math.Trunc(*n) || math.Abs(*n) > math.MaxInt32:
		f.say(name, fault.WrongType, "a whole number")
	default:
		*target = int(*n)
	}
}

// positive reads a whole number from 1 to most; nil is 0, "not said".
func (f *form) positive(name string, target *int, most int) {
	before := *target
	f.integer(name, target)
	if v, given := f.value(name); given && v != nil && (*target < 1 || *target > most) {
		f.say(name, fault.OutOfRange, *target, 1, most)
		*target = before
	}
}
