package eic

import (
	"encoding"
	"encoding/json"
	"math/bits"
)

// Enum is an enumeration of at most 31 values, numbered from 1; 0 means "not said".
type Enum interface {
	~uint8
	String() string
}

// Set is a set of values of an enumeration. The zero value is empty. In JSON it
// is a list of names in the order of the enumeration.
type Set[T Enum] uint32

// SetOf makes a set.
func SetOf[T Enum](values ...T) Set[T] {
	var s Set[T]
	for _, v := range values {
		s |= 1 << v
	}
	return s
}

// Has reports whether v is in the set.
func (s Set[T]) Has(v T) bool { return s&(1<<v) != 0 }

// Empty reports whether nothing is in the set.
func (s Set[T]) Empty() bool { return s == 0 }

// Len returns how many values the set has.
func (s Set[T]) Len() int { return bits.OnesCount32(uint32(s)) }

// With returns the set with v.
func (s Set[T]) With(v T) Set[T] { return s | 1<<v }

// And returns the values that are in both sets.
func (s Set[T]) And(t Set[T]) Set[T] { return s & t }

// Or returns the values that are in either set.
func (s Set[T]) Or(t Set[T]) Set[T] { return s | t }

// Values lists the set in the order of the enumeration; nil for an empty one.
func (s Set[T]) Values() []T {
	if s == 0 {
		return nil
	}
	list := make([]T, 0, s.Len())
	for rest := uint32(s); rest != 0; rest &= rest - 1 {
		list = append(list, T(bits.TrailingZeros32(rest)))
	}
	return list
}

// Names lists the names of the set's values.
func (s Set[T]) Names() []string {
	values := s.Values()
	names := make([]string, len(values))
	for i, v := range values {
		names[i] = v.String()
	}
	return names
}

// MarshalJSON writes the list of names.
func (s Set[T]) MarshalJSON() ([]byte, error) { return json.Marshal(s.Names()) }

// UnmarshalJSON reads a list of names.
func (s *Set[T]) UnmarshalJSON(b []byte) error {
	var names []string
	if err := json.Unmarshal(b, &names); err != nil {
		return err
	}
	*s = 0
	for _, name := range names {
		var v T
		if err := any(&v).(encoding.TextUnmarshaler).UnmarshalText([]byte(name)); err != nil {
			return err
		}
		*s = s.With(v)
	}
	return nil
}
