package app

import (
	"context"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
)

// PlaceLine is a postal code and where it is.
type PlaceLine struct {
	Number              int
	Country, Code, Name string
	Lat, Lng            float64
}

// ApplyPlaces imports postal codes.
func (s *Service) ApplyPlaces(ctx context.Context, lines []PlaceLine) ([]Result, error) {
	results := make([]Result, len(lines))
	places := make([]store.PostalPlace, len(lines))
	codes := make([]eic.Postal, 0, len(lines))
	for i, l := range lines {
		point := eic.Point{Lat: l.Lat, Lng: l.Lng}
		place, err := eic.NewPlace(l.Code, l.Country, &point)
		if err == nil && place.PostalCode == "" {
			err = fault.At("postalCode", fault.Required)
		}
		if err != nil {
			results[i] = Result{Outcome: Rejected, Err: err}
			continue
		}
		places[i] = store.PostalPlace{Postal: eic.Postal{Country: place.Country, Code: place.PostalCode}, Name: l.Name, Point: point}
		codes = append(codes, places[i].Postal)
	}
	known, err := s.store.Locate(ctx, codes)
	if err != nil {
		return nil, fault.Wrap("import places", err)
	}
	var changed []store.PostalPlace
	for i, place := range places {
		if results[i].Outcome != 0 {
			continue
		}
		point, there := known[place.Postal]
		switch {
		case !there:
			results[i].Outcome = Added
		case point != place.Point:
			results[i].Outcome = Updated
		default:
			results[i].Outcome = Unchanged
			continue
		}
		known[place.Postal] = place.Point
		changed = append(changed, place)
	}
	if len(changed) > 0 {
		_, _, _, err = s.store.SavePlaces(ctx, changed)
	}
	return results, fault.Wrap("import places", err)
}
