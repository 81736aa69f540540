// Where the device is. It is asked only after a button is pressed, and what goes wrong is said in words.

const ROUGH_M = 250; // a worse fix may well be in another district
const PROBLEMS = { 1: "denied", 3: "timeout" };
const OPTIONS = { enableHighAccuracy: true, timeout: 12_000, maximumAge: 60_000 };

// The point, or null, and what is to be said about it: that it is a rough one, or why there is none.
export async function locate(texts) {
  try {
    const { coords } = await new Promise((resolve, reject) => {
      navigator.geolocation.getCurrentPosition(resolve, reject, OPTIONS);
    });
    const rough = coords.accuracy > ROUGH_M ? texts.rough.replace("{n}", Math.round(coords.accuracy)) : "";
    return { point: { lat: coords.latitude, lng: coords.longitude }, said: rough };
  } catch ({ code }) {
    return { point: null, said: texts[PROBLEMS[code]] ?? texts.unavailable }; // a browser that never knows has no code
  }
}
