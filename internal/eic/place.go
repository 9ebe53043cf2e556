package eic

import (
	"math"
	"strings"

	"github.com/edclusters/thirdplace/internal/fault"
)

// Point is a place on the earth, in degrees (WGS 84).
type Point struct {
	Lat float64 `json:"lat"` // -90 to 90
	Lng float64 `json:"lng"` // -180 to 180
}

// NewPoint makes a point; one outside the earth is Invalid.
func NewPoint(lat, lng float64) (Point, error) {
	var faults fault.Fields
	if !(lat >= -90 && lat <= 90) {
		faults.Say("lat", fault.OutOfRange, lat, -90, 90)
	}
	if !(lng >= -180 && lng <= 180) {
		faults.Say("lng", fault.OutOfRange, lng, -180, 180)
	}
	return Point{lat, lng}, faults.Err()
}

const earthRadiusKm = 6371.0088 // mean radius, IUGG

// Km returns the great-circle distance between two points in kilometres
// (haversine formula; Sinnott 1984, "Virtues of the Haversine").
func (p Point) Km(q Point) float64 {
	const degree = math.Pi / 180
	lat := math.Sin((q.Lat - p.Lat) * degree / 2)
	lng := math.Sin((q.Lng - p.Lng) * degree / 2)
	h := lat*lat + math.Cos(p.Lat*degree)*math.Cos(q.Lat*degree)*lng*lng
	return 2 * earthRadiusKm * math.Asin(math.Sqrt(math.Min(1, h)))
}

// Place is where something is, as somebody said it, and where that was found.
// The zero value means "not said".
type Place struct {
	PostalCode string `json:"postalCode,omitempty"`
	Country    string `json:"country,omitempty"` // ISO 3166 code of two capitals; US if a postal code has none
	Given      *Point `json:"given,omitempty"`   // as said
	Located    *Point `json:"located,omitempty"` // of the postal code, where Given is not said
}

// NewPlace makes a place from what somebody said. A postal code without a
// country is in the US.
func NewPlace(postalCode, country string, given *Point) (Place, error) {
	var faults fault.Fields
	postalCode = strings.ToUpper(strings.Join(strings.Fields(postalCode), " "))
	country = strings.ToUpper(strings.TrimSpace(country))
	if len(postalCode) > 12 || !madeOf(postalCode, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -") {
		faults.Say("postalCode", fault.Malformed, clip(postalCode))
	}
	if country != "" && (len(country) != 2 || !madeOf(country, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")) {
		faults.Say("country", fault.Malformed, clip(country))
	}
	if postalCode == "" && given == nil {
		faults.Say("", fault.Unlocatable)
	}
	if country == "" && postalCode != "" {
		country = "US"
	}
	if given != nil {
		_, err := NewPoint(given.Lat, given.Lng)
		faults.Add("", err)
	}
	return Place{PostalCode: postalCode, Country: country, Given: given}, faults.Err()
}

// Said reports whether the place says anything.
func (p Place) Said() bool { return p.PostalCode != "" || p.Given != nil }

// Point returns where the place is, and false if that is not known.
func (p Place) Point() (Point, bool) {
	switch {
	case p.Given != nil:
		return *p.Given, true
	case p.Located != nil:
		return *p.Located, true
	}
	return Point{}, false
}

// Postal is a postal code of a country.
type Postal struct{ Country, Code string }

// Postal returns the postal code by which the place can be located, trying the
// whole of a ZIP+4 first; ok is false if it has none.
func (p Place) Postal() (codes []Postal, ok bool) {
	if p.PostalCode == "" {
		return nil, false
	}
	codes = []Postal{{p.Country, p.PostalCode}}
	if zip, _, plus4 := strings.Cut(p.PostalCode, "-"); plus4 && p.Country == "US" {
		codes = append(codes, Postal{p.Country, zip})
	}
	return codes, true
}
