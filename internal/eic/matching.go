package eic

// The vocabulary of matching: gates, factors, fits.

// MatchGate is a reason why two may not meet, in the order they are tried.
type MatchGate uint8

// The values of MatchGate.
const (
	GateScope MatchGate = iota + 1
	GateKind
	GateStatus
	GateSelf
	GateDates
	GateCapacity
	GateSetting
	GateDistance
	GateGrades
	GateGroupSize
	GateLanguage
	GateDevices
)

var matchGateNames = []string{"SCOPE", "KIND", "STATUS", "SELF", "DATES", "CAPACITY", "SETTING", "DISTANCE", "GRADES", "GROUP_SIZE", "LANGUAGE", "DEVICES"}

// String returns the value's name.
func (v MatchGate) String() string { return nameOf(matchGateNames, v) }

// MarshalText writes the value's name.
func (v MatchGate) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads a name; another is Invalid.
func (v *MatchGate) UnmarshalText(b []byte) (err error) {
	*v, err = parseName[MatchGate](matchGateNames, b)
	return err
}

// EveryMatchGate lists the values in order.
func EveryMatchGate() []MatchGate { return every[MatchGate](matchGateNames) }

// MatchFactor is a part of a score; a need may name one of the first six as what matters most.
type MatchFactor uint8

// The values of MatchFactor.
const (
	FactorText MatchFactor = iota + 1
	FactorTopic
	FactorCurriculum
	FactorMode
	FactorPlace
	FactorTime
	FactorWishes
)

var matchFactorNames = []string{"TEXT", "TOPIC", "CURRICULUM", "MODE", "PLACE", "TIME", "WISHES"}

// String returns the value's name.
func (v MatchFactor) String() string { return nameOf(matchFactorNames, v) }

// MarshalText writes the value's name.
func (v MatchFactor) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads a name; another is Invalid.
func (v *MatchFactor) UnmarshalText(b []byte) (err error) {
	*v, err = parseName[MatchFactor](matchFactorNames, b)
	return err
}

// EveryMatchFactor lists the values in order.
func EveryMatchFactor() []MatchFactor { return every[MatchFactor](matchFactorNames) }

// MatchFit is a score as a word, best first.
type MatchFit uint8

// The values of MatchFit.
const (
	FitGreat MatchFit = iota + 1
	FitGood
	FitFair
	FitPoor
)

var matchFitNames = []string{"GREAT", "GOOD", "FAIR", "POOR"}

// String returns the value's name.
func (v MatchFit) String() string { return nameOf(matchFitNames, v) }

// MarshalText writes the value's name.
func (v MatchFit) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads a name; another is Invalid.
func (v *MatchFit) UnmarshalText(b []byte) (err error) {
	*v, err = parseName[MatchFit](matchFitNames, b)
	return err
}

// EveryMatchFit lists the values in order.
func EveryMatchFit() []MatchFit { return every[MatchFit](matchFitNames) }

// MatchScope is where the other side of a match is looked for. The zero value is
// that of the own cluster.
type MatchScope uint8

// The values of MatchScope.
const (
	ScopeCluster MatchScope = iota + 1
	ScopeNetwork
)

var matchScopeNames = []string{"CLUSTER", "NETWORK"}

// String returns the value's name.
func (v MatchScope) String() string { return nameOf(matchScopeNames, v) }

// MarshalText writes the value's name.
func (v MatchScope) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads a name; another is Invalid.
func (v *MatchScope) UnmarshalText(b []byte) (err error) {
	*v, err = parseName[MatchScope](matchScopeNames, b)
	return err
}

// EveryMatchScope lists the values in order.
func EveryMatchScope() []MatchScope { return every[MatchScope](matchScopeNames) }
