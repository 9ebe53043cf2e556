package sqlitestore

import (
	"context"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
)

const (
	readPostal = "SELECT name, lat, lng FROM postal WHERE country = ?1 AND code = ?2"
	savePostal = `INSERT INTO postal (country, code, name, lat, lng) VALUES (?1, ?2, ?3, ?4, ?5)
		ON CONFLICT (country, code) DO UPDATE SET name = ?3, lat = ?4, lng = ?5`
	scanPostal = `SELECT country, code, name, lat, lng FROM postal
		WHERE (country, code) > (?1, ?2) ORDER BY country, code LIMIT ?3`
)

// SavePlaces implements store.Places.
func (s *Store) SavePlaces(ctx context.Context, places []store.PostalPlace) (added, updated, unchanged int, err error) {
	err = s.change(ctx, "save_places", func(c *conn) error {
		added, updated, unchanged = 0, 0, 0
		for _, p := range places {
			was, found, err := c.postal(context.WithoutCancel(ctx), p.Postal)
			switch {
			case err != nil:
				return err
			case found && was == p:
				unchanged++
				continue
			case found:
				updated++
			default:
				added++
			}
			_, err = c.exec(context.WithoutCancel(ctx), savePostal, p.Postal.Country, p.Postal.Code, p.Name, p.Point.Lat, p.Point.Lng)
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, 0, 0, s.failure("save places", err)
	}
	return added, updated, unchanged, nil
}

func (c *conn) postal(ctx context.Context, code eic.Postal) (p store.PostalPlace, found bool, err error) {
	found, err = c.one(ctx, func(r row) error {
		p = store.PostalPlace{Postal: code, Name: r.text(0), Point: eic.Point{Lat: r.float(1), Lng: r.float(2)}}
		return nil
	}, readPostal, code.Country, code.Code)
	return p, found, err
}

// Locate implements store.Places.
func (s *Store) Locate(ctx context.Context, codes []eic.Postal) (map[eic.Postal]eic.Point, error) {
	points := make(map[eic.Postal]eic.Point, len(codes))
	err := s.read(ctx, "locate", func(c *conn) error {
		for _, code := range codes {
			p, found, err := c.postal(ctx, code)
			if err != nil {
				return err
			}
			if found {
				points[code] = p.Point
			}
		}
		return nil
	})
	if err != nil {
		return nil, s.failure("locate", err)
	}
	return points, nil
}

// ScanPlaces implements store.Places.
func (s *Store) ScanPlaces(ctx context.Context, after eic.Postal, limit int) (places []store.PostalPlace, err error) {
	err = s.read(ctx, "scan_places", func(c *conn) error {
		return c.query(ctx, func(r row) error {
			places = append(places, store.PostalPlace{
				Postal: eic.Postal{Country: r.text(0), Code: r.text(1)}, Name: r.text(2),
				Point: eic.Point{Lat: r.float(3), Lng: r.float(4)},
			})
			return nil
		}, scanPostal, after.Country, after.Code, limit)
	})
	return places, s.failure("scan places", err)
}

// The four branches give at most ?2 each, in the order of ids; together they
// hold the first ?2 of all.
const unlocatedAfter = `SELECT id, doc FROM (SELECT id, doc FROM cluster WHERE unlocated = 1 AND id > ?1 ORDER BY id LIMIT ?2)
	UNION ALL SELECT id, doc FROM (SELECT id, doc FROM organization WHERE unlocated = 1 AND id > ?1 ORDER BY id LIMIT ?2)
	UNION ALL SELECT id, doc FROM (SELECT id, doc FROM need WHERE unlocated = 1 AND id > ?1 ORDER BY id LIMIT ?2)
	UNION ALL SELECT id, doc FROM (SELECT id, doc FROM offer WHERE unlocated = 1 AND id > ?1 ORDER BY id LIMIT ?2)
	ORDER BY id LIMIT ?2`

// Unlocated implements store.Places.
func (s *Store) Unlocated(ctx context.Context, after eic.ID, limit int) (records []eic.Record, err error) {
	err = s.read(ctx, "unlocated", func(c *conn) error {
		return c.query(ctx, func(r row) error {
			record, err := decode(eic.ID(r.text(0)), r.text(1))
			records = append(records, record)
			return err
		}, unlocatedAfter, string(after), limit)
	})
	return records, s.failure("read unlocated", err)
}
