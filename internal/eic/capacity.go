package eic

import (
	"strings"

	"github.com/edclusters/thirdplace/internal/fault"
)

// Capacity is how often something is given: Count times per Period. Nil means
// not said: one at a time for people, unlimited for an organization.
type Capacity struct {
	Count int    `json:"count"` // 0 or more; 0 is used up
	Per   Period `json:"per"`
}

// NewCapacity makes a capacity; a count below 0 or above 10,000 is Invalid.
func NewCapacity(count int, per Period) (Capacity, error) {
	var faults fault.Fields
	if count < 0 || count > 10_000 {
		faults.Say("count", fault.OutOfRange, count, 0, 10_000)
	}
	if per == 0 {
		faults.Say("per", fault.Required)
	}
	return Capacity{count, per}, faults.Err()
}

// GroupSize is how many people a meeting is for, at least and at most; 0 means
// not said.
type GroupSize struct {
	Min int `json:"min,omitzero"`
	Max int `json:"max,omitzero"`
}

// MaxGroup is the most people a group may have.
const MaxGroup = 10_000

// NewGroupSize makes a range; one below 0, above MaxGroup or upside down is Invalid.
func NewGroupSize(least, most int) (GroupSize, error) {
	var faults fault.Fields
	if least < 0 || least > MaxGroup {
		faults.Say("min", fault.OutOfRange, least, 0, MaxGroup)
	}
	if most < 0 || most > MaxGroup {
		faults.Say("max", fault.OutOfRange, most, 0, MaxGroup)
	} else if most != 0 && most < least {
		faults.Say("max", fault.OutOfRange, most, least, MaxGroup)
	}
	return GroupSize{least, most}, faults.Err()
}

// Has reports whether a group of n fits; n 0 means not said and fits.
func (g GroupSize) Has(n int) bool { return n == 0 || (n >= g.Min && (g.Max == 0 || n <= g.Max)) }

// Amount is money, at least and at most, in whole units of the currency.
type Amount struct {
	Min      int64  `json:"min,omitzero"`
	Max      int64  `json:"max,omitzero"`
	Currency string `json:"currency"` // ISO 4217
}

// NewAmount makes an amount; the currency defaults to USD. A negative or upside-down
// range or a malformed currency is Invalid.
func NewAmount(least, most int64, currency string) (Amount, error) {
	const limit = 1_000_000_000_000
	var faults fault.Fields
	if least < 0 || least > limit {
		faults.Say("min", fault.OutOfRange, least, 0, int64(limit))
	}
	if most < 0 || most > limit || (most != 0 && most < least) {
		faults.Say("max", fault.OutOfRange, most, least, int64(limit))
	}
	currency = strings.ToUpper(strings.TrimSpace(currency))
	if currency == "" {
		currency = "USD"
	}
	if len(currency) != 3 || !madeOf(currency, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") {
		faults.Say("currency", fault.Malformed, clip(currency))
	}
	return Amount{least, most, currency}, faults.Err()
}

// Grades is a set of grade levels.
type Grades = Set[GradeLevel]

// ParseGrades reads one level ("G04") or a band of them ("K-5", "PK-2", "9-12"),
// as files have them; ends may also read "K", "KG", "3", "03", "G03".
func ParseGrades(s string) (Grades, error) {
	low, high, band := strings.Cut(strings.ToUpper(strings.TrimSpace(s)), "-")
	first, ok := gradeOf(low)
	last := first
	if band {
		var okHigh bool
		last, okHigh = gradeOf(high)
		ok = ok && okHigh
	}
	if !ok || last < first {
		return 0, fault.At("", fault.NotOneOf, clip(s), append(gradeLevelNames[:len(gradeLevelNames):len(gradeLevelNames)], "K-5"))
	}
	return GradeRange(first, last), nil
}

// GradeRange returns the levels from first to last.
func GradeRange(first, last GradeLevel) Grades {
	var set Grades
	for g := first; g <= last; g++ {
		set = set.With(g)
	}
	return set
}

func gradeOf(s string) (GradeLevel, bool) {
	s = strings.TrimSpace(s)
	if s == "K" {
		return KG, true
	}
	var g GradeLevel
	if s != "" && g.UnmarshalText([]byte(s)) == nil {
		return g, true
	}
	digits := strings.TrimLeft(s, "0")
	if digits != "" && len(digits) <= 2 && madeOf(digits, "0123456789") {
		if len(digits) == 1 {
			digits = "0" + digits
		}
		return g, g.UnmarshalText([]byte("G"+digits)) == nil
	}
	return 0, false
}
