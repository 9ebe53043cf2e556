package ingest

import (
	"strconv"
	"strings"

	"github.com/edclusters/thirdplace/internal/app"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

// geonames reads the postal codes of GeoNames (download.geonames.org/export/zip,
// the readme.txt there): twelve columns between tabs, without headings and
// without quoting. The first row of a postal code stands for all its towns.
type geonames struct {
	in                            *lines
	columns                       int // of every row
	country, code, name, lat, lng int // the columns wanted
}

func openGeonames(in *lines, _ Options) records {
	return &geonames{in: in, columns: 12, country: 0, code: 1, name: 2, lat: 9, lng: 10}
}

func (g *geonames) next() (entry, error) {
	line, err := g.in.next()
	if err != nil {
		return entry{}, err
	}
	e := entryOf(line)
	switch {
	case g.in.failed:
		return e, line.err
	case line.err != nil:
		return e, nil
	}
	cells := strings.Split(string(toUTF8(line.text)), "\t")
	if line.number == 1 && newHeader(cells).find("postal code") >= 0 {
		return g.start(e, cells)
	}
	if len(cells) != g.columns {
		e.err = fault.New(fault.Invalid, fault.ColumnCount, g.columns, len(cells))
		return e, nil
	}
	e.towns = true
	e.place, e.err = g.place(e.number, cells)
	return e, nil
}

// start reads the headings that some copies have in their first line.
func (g *geonames) start(e entry, headings []string) (entry, error) {
	var faults fault.Fields
	h := newHeader(headings)
	g.columns = len(headings)
	g.country = h.need(&faults, "country", "country code", "country")
	g.code = h.need(&faults, "postalCode", "postal code")
	g.name = h.need(&faults, "name", "place name", "name")
	g.lat = h.need(&faults, "lat", "latitude", "lat")
	g.lng = h.need(&faults, "lng", "longitude", "lng", "lon")
	if err := faults.Err(); err != nil {
		return e, err
	}
	return e, nil
}

func (g *geonames) place(number int, cells []string) (*app.PlaceLine, error) {
	var faults fault.Fields
	lat, err := strconv.ParseFloat(trimmed(cells[g.lat]), 64)
	if err != nil {
		faults.Say("lat", fault.WrongType, "a number")
	}
	lng, err := strconv.ParseFloat(trimmed(cells[g.lng]), 64)
	if err != nil {
		faults.Say("lng", fault.WrongType, "a number")
	}
	country := trimmed(cells[g.country])
	if country == "" {
		faults.Say("country", fault.Required)
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	return newPlace(number, country, cells[g.code], trimmed(cells[g.name]), eic.Point{Lat: lat, Lng: lng})
}
