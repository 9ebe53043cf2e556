package neo4jstore

import (
	"context"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
)

func postalKey(p eic.Postal) string { return p.Country + separator + p.Code }

// SavePlaces implements store.Places.
func (s *Store) SavePlaces(ctx context.Context, places []store.PostalPlace) (added, updated, unchanged int, err error) {
	keys := make([]string, len(places))
	for i, p := range places {
		keys[i] = postalKey(p.Postal)
	}
	err = s.change(ctx, func(ctx context.Context, t transaction) error {
		added, updated, unchanged = 0, 0, 0
		found, _, err := t.run(ctx, savePlacesKnownCypher, map[string]any{"keys": keys})
		if err != nil {
			return err
		}
		known := knownPlaces(found)
		var changed []map[string]any
		for i, p := range places {
			was, there := known[keys[i]]
			switch {
			case there && was.Name == p.Name && was.Point == p.Point:
				unchanged++
				continue
			case there:
				updated++
			default:
				added++
			}
			known[keys[i]] = p
			changed = append(changed, map[string]any{"key": keys[i], "properties": map[string]any{
				"country": p.Postal.Country, "code": p.Postal.Code, "name": p.Name, "point": pointOf(p.Point)}})
		}
		if len(changed) == 0 {
			return nil
		}
		_, _, err = t.run(ctx, savePlacesCypher, map[string]any{"places": changed})
		return err
	})
	if err != nil {
		return 0, 0, 0, s.failure("save places", err)
	}
	return added, updated, unchanged, nil
}

func knownPlaces(found row) map[string]store.PostalPlace {
	known := make(map[string]store.PostalPlace, found.length(0))
	for i, key := range texts[string](found.list(0)) {
		known[key] = store.PostalPlace{Name: found.list(1).text(i),
			Point: eic.Point{Lat: found.list(2).float(i), Lng: found.list(3).float(i)}}
	}
	return known
}

// Locate implements store.Places.
func (s *Store) Locate(ctx context.Context, codes []eic.Postal) (map[eic.Postal]eic.Point, error) {
	keys := make([]string, len(codes))
	byKey := make(map[string]eic.Postal, len(codes))
	for i, code := range codes {
		keys[i] = postalKey(code)
		byKey[keys[i]] = code
	}
	found, err := s.read(ctx, locateCypher, map[string]any{"keys": keys})
	if err != nil {
		return nil, s.failure("locate", err)
	}
	points := make(map[eic.Postal]eic.Point, len(codes))
	for i, key := range texts[string](found.list(0)) {
		points[byKey[key]] = eic.Point{Lat: found.list(1).float(i), Lng: found.list(2).float(i)}
	}
	return points, nil
}

// ScanPlaces implements store.Places.
func (s *Store) ScanPlaces(ctx context.Context, after eic.Postal, limit int) ([]store.PostalPlace, error) {
	found, err := s.read(ctx, scanPlacesCypher, map[string]any{"after": postalKey(after), "limit": int64(max(limit, 0))})
	if err != nil {
		return nil, s.failure("scan places", err)
	}
	var places []store.PostalPlace
	for i := range found.list(0) {
		places = append(places, store.PostalPlace{
			Postal: eic.Postal{Country: found.list(0).text(i), Code: found.list(1).text(i)}, Name: found.list(2).text(i),
			Point: eic.Point{Lat: found.list(3).float(i), Lng: found.list(4).float(i)},
		})
	}
	return places, nil
}

// Unlocated implements store.Places.
func (s *Store) Unlocated(ctx context.Context, after eic.ID, limit int) ([]eic.Record, error) {
	return s.records(ctx, "read unlocated", unlocatedCypher, map[string]any{"after": string(after), "limit": int64(max(limit, 0))})
}
