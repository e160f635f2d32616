#!/usr/bin/env python3
"""Writes sites.geojson and receptors.geojson of this scenario: 100 sites in side hollows of a made-up upland.

The ground of deck.yaml has eight valleys that fall to the west and hollows across them. Sites lie in the hollows, 20
receptors along the valleys. Nothing here is real.
"""
import json
import pathlib

HERE = pathlib.Path(__file__).resolve().parent


def collection(features):
    lines = ",\n".join("  " + json.dumps(feature) for feature in features)
    return '{"type": "FeatureCollection", "features": [\n' + lines + "\n]}\n"


def feature(name, geometry, coordinates, **more):
    return {"type": "Feature", "properties": {"name": name, **more}, "geometry": {"type": geometry, "coordinates": coordinates}}


def sites():
    features = []
    for row in range(16):
        side = 1 if row % 2 else -1
        valley = 750 + 1500 * (row // 2)
        for column in range(7):
            if len(features) == 100:
                break
            x, y = 1300 + 1500 * column + 190 * (row % 3), valley + side * 420
            shift = 40 * ((3 * row + 5 * column) % 4)
            west, east, south, north = x - 230 + shift, x + 230, y - 170, y + 170
            features.append(feature(f"s{len(features) + 1:03d}", "Polygon",
                                    [[[west, south], [east, south], [east, north], [west, north], [west, south]]]))
    return features


def receptors():
    features = []
    for i in range(20):
        valley, step = i % 8, i // 8
        x, y = 425 + 3250 * step + 250 * (valley % 3), 750 + 1500 * valley
        features.append(feature(f"well_{i + 1:02d}", "Point", [x, y], kind="well", screen_top=2, screen_bottom=20))
    return features


(HERE / "sites.geojson").write_text(collection(sites()))
(HERE / "receptors.geojson").write_text(collection(receptors()))
