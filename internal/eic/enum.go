package eic

import (
	"slices"

	"github.com/edclusters/thirdplace/internal/fault"
)

// The enumerations of the vocabulary. Each is numbered from 1; 0 means "not
// said". Names are those of the schema, the files and both stores.

// EngagementMode is a way in which somebody from outside works with a class.
type EngagementMode uint8

// The values of EngagementMode.
const (
	GuestSpeaker EngagementMode = iota + 1
	FieldTripHost
	Demonstration
	ProjectCollaborator
	Mentor
	CareerDay
	CompetitionJudge
	CurriculumAdvisor
	InternshipHost
	TeacherExternship
)

var engagementModeNames = []string{"GUEST_SPEAKER", "FIELD_TRIP_HOST", "DEMONSTRATION", "PROJECT_COLLABORATOR", "MENTOR", "CAREER_DAY", "COMPETITION_JUDGE", "CURRICULUM_ADVISOR", "INTERNSHIP_HOST", "TEACHER_EXTERNSHIP"}

// String returns the value's name.
func (v EngagementMode) String() string { return nameOf(engagementModeNames, v) }

// MarshalText writes the value's name.
func (v EngagementMode) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads a name; another is Invalid.
func (v *EngagementMode) UnmarshalText(b []byte) (err error) {
	*v, err = parseName[EngagementMode](engagementModeNames, b)
	return err
}

// EveryEngagementMode lists the values in order.
func EveryEngagementMode() []EngagementMode { return every[EngagementMode](engagementModeNames) }

// Setting is where people meet.
type Setting uint8

// The values of Setting.
const (
	InPerson Setting = iota + 1
	Virtual
)

var settingNames = []string{"IN_PERSON", "VIRTUAL"}

// String returns the value's name.
func (v Setting) String() string { return nameOf(settingNames, v) }

// MarshalText writes the value's name.
func (v Setting) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads a name; another is Invalid.
func (v *Setting) UnmarshalText(b []byte) (err error) {
	*v, err = parseName[Setting](settingNames, b)
	return err
}

// EverySetting lists the values in order.
func EverySetting() []Setting { return every[Setting](settingNames) }

// Device is what a class works on.
type Device uint8

// The values of Device.
const (
	Chromebook Device = iota + 1
	IPad
	Windows
	Mac
	Android
	Phone
)

var deviceNames = []string{"CHROMEBOOK", "IPAD", "WINDOWS", "MAC", "ANDROID", "PHONE"}

// String returns the value's name.
func (v Device) String() string { return nameOf(deviceNames, v) }

// MarshalText writes the value's name.
func (v Device) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads a name; another is Invalid.
func (v *Device) UnmarshalText(b []byte) (err error) {
	*v, err = parseName[Device](deviceNames, b)
	return err
}

// EveryDevice lists the values in order.
func EveryDevice() []Device { return every[Device](deviceNames) }

// Weekday is a day of the week; weeks begin on Monday.
type Weekday uint8

// The values of Weekday.
const (
	Monday Weekday = iota + 1
	Tuesday
	Wednesday
	Thursday
	Friday
	Saturday
	Sunday
)

var weekdayNames = []string{"MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"}

// String returns the value's name.
func (v Weekday) String() string { return nameOf(weekdayNames, v) }

// MarshalText writes the value's name.
func (v Weekday) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads a name; another is Invalid.
func (v *Weekday) UnmarshalText(b []byte) (err error) {
	*v, err = parseName[Weekday](weekdayNames, b)
	return err
}

// EveryWeekday lists the values in order.
func EveryWeekday() []Weekday { return every[Weekday](weekdayNames) }

// Period is the time a capacity counts for.
type Period uint8

// The values of Period.
const (
	PerDay Period = iota + 1
	PerWeek
	PerMonth
	PerTerm
	PerYear
)

var periodNames = []string{"DAY", "WEEK", "MONTH", "TERM", "YEAR"}

// String returns the value's name.
func (v Period) String() string { return nameOf(periodNames, v) }

// MarshalText writes the value's name.
func (v Period) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads a name; another is Invalid.
func (v *Period) UnmarshalText(b []byte) (err error) {
	*v, err = parseName[Period](periodNames, b)
	return err
}

// EveryPeriod lists the values in order.
func EveryPeriod() []Period { return every[Period](periodNames) }

// GradeLevel is a grade by its CEDS code.
type GradeLevel uint8

// The values of GradeLevel.
const (
	PK GradeLevel = iota + 1 // preschool
	TK                       // transitional kindergarten
	KG                       // kindergarten
	G01
	G02
	G03
	G04
	G05
	G06
	G07
	G08
	G09
	G10
	G11
	G12
	PS // postsecondary
	AE // adult education
)

var gradeLevelNames = []string{"PK", "TK", "KG", "G01", "G02", "G03", "G04", "G05", "G06", "G07", "G08", "G09", "G10", "G11", "G12", "PS", "AE"}

// String returns the value's name.
func (v GradeLevel) String() string { return nameOf(gradeLevelNames, v) }

// MarshalText writes the value's name.
func (v GradeLevel) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads a name; another is Invalid.
func (v *GradeLevel) UnmarshalText(b []byte) (err error) {
	*v, err = parseName[GradeLevel](gradeLevelNames, b)
	return err
}

// EveryGradeLevel lists the values in order.
func EveryGradeLevel() []GradeLevel { return every[GradeLevel](gradeLevelNames) }

func nameOf[T ~uint8](names []string, v T) string {
	if v == 0 || int(v) > len(names) {
		return ""
	}
	return names[v-1]
}

func parseName[T ~uint8](names []string, b []byte) (T, error) {
	if len(b) == 0 {
		return 0, nil
	}
	i := slices.Index(names, string(b))
	if i < 0 {
		return 0, fault.At("", fault.NotOneOf, clip(string(b)), names)
	}
	return T(i + 1), nil
}

func every[T ~uint8](names []string) []T {
	list := make([]T, len(names))
	for i := range list {
		list[i] = T(i + 1)
	}
	return list
}
