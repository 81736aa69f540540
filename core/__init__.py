"""What every app stands on and what knows none of them: text, languages, hours, pictures, verification, the admin's
parts."""
