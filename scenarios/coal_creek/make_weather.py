#!/usr/bin/env python3
"""Makes weather.csv: illustrative daily weather like that of eastern Tennessee, 1.3 m of rain a year.

A two-state Markov chain of wet and dry days with exponential amounts, and temperatures around monthly means. The
monthly numbers are rounded regional values, not those of a station; the seed is fixed.
"""
import datetime
import random

RAIN = [115, 115, 130, 110, 110, 105, 125, 90, 85, 75, 110, 130]  # mm per month
MEAN = [3.0, 5.0, 9.5, 14.5, 19.0, 23.0, 25.0, 24.5, 21.0, 15.0, 9.0, 4.5]  # degC
WET_AFTER_DRY, WET_AFTER_WET = 0.27, 0.52


def main():
    random.seed(1927)
    day, end = datetime.date(2025, 1, 1), datetime.date(2028, 1, 1)
    wet_share = WET_AFTER_DRY / (1 - WET_AFTER_WET + WET_AFTER_DRY)
    wet, anomaly = False, 0.0
    with open("weather.csv", "w") as out:
        out.write("date,rain [mm/d],temperature_min [degC],temperature_max [degC]\n")
        while day < end:
            month = day.month - 1
            wet = random.random() < (WET_AFTER_WET if wet else WET_AFTER_DRY)
            rain = random.expovariate(wet_share * 30.4 / RAIN[month]) if wet else 0.0
            anomaly = 0.7 * anomaly + random.gauss(0.0, 2.2)
            mean, swing = MEAN[month] + anomaly, (3.5 if wet else 6.0)
            out.write(f"{day},{rain:.1f},{mean - swing:.1f},{mean + swing:.1f}\n")
            day += datetime.timedelta(days=1)


if __name__ == "__main__":
    main()
