package ingest

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

// Postal codes are no records of the graph. In NDJSON they are lines of this
// type and source, which Export writes, so that a graph which is moved can still
// locate what comes later.
const (
	placeType   = "Place"
	placeSource = "geonames"
)

// placeOf reads a postal code of NDJSON: its externalId is "US:85701", and it
// has a name, lat and lng.
func placeOf(number int, fields app.Fields) (*app.PlaceLine, error) {
	var faults fault.Fields
	_, id := identity(&faults, fields, placeSource)
	name, _ := taken(&faults, fields, "name")
	lat, lng := degrees(&faults, fields, "lat"), degrees(&faults, fields, "lng")
	for _, field := range slices.Sorted(maps.Keys(fields)) {
		faults.Say(field, fault.UnknownField, field)
	}
	country, code, _ := strings.Cut(id, ":")
	if country == "" || code == "" {
		faults.Say("externalId", fault.Malformed, id)
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	return newPlace(number, country, code, name, eic.Point{Lat: lat, Lng: lng})
}

// newPlace makes a postal code of parts that are not checked yet.
func newPlace(number int, country, code, name string, at eic.Point) (*app.PlaceLine, error) {
	var faults fault.Fields
	place, err := eic.NewPlace(code, country, &at)
	faults.Add("", err)
	if place.PostalCode == "" {
		faults.Say("postalCode", fault.Required)
	}
	name, err = eic.ParseName(name)
	faults.Add("name", err)
	return &app.PlaceLine{
		Number: number, Country: place.Country, Code: place.PostalCode, Name: name, Lat: at.Lat, Lng: at.Lng,
	}, faults.Err()
}

// degrees takes a number out of the fields.
func degrees(faults *fault.Fields, fields app.Fields, name string) float64 {
	value := fields[name]
	delete(fields, name)
	if value == nil {
		faults.Say(name, fault.Required)
		return 0
	}
	number, _ := value.(json.Number)
	v, err := number.Float64()
	if err != nil {
		faults.Say(name, fault.WrongType, "a number")
	}
	return v
}
